const redrawMs = 1_000;

/**
 * Calm progress on the screen: a line for each finished step, and on a terminal one line below them
 * with what is under way.
 */
export class Progress {
  readonly #startedAt = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #hasEnded = false;

  constructor() {
    this.#timer = setInterval(() => this.#draw(), redrawMs).unref();
  }

  /** @param quickMs a step that took less leaves no line: nothing had to be done */
  async step<Result>(label: string, work: () => Promise<Result>, quickMs = 0): Promise<Result> {
    const startedAt = Date.now();
    this.#startedAt.set(label, startedAt);
    this.#draw();
    try {
      const result = await work();
      const tookMs = Date.now() - startedAt;
      this.#startedAt.delete(label);
      if (tookMs >= quickMs) this.#printStep(`  ✓ ${label} (${(tookMs / 1000).toFixed(1)} s)`);
      this.#draw();
      return result;
    } catch (error) {
      this.#startedAt.delete(label);
      this.#printStep(`  ✗ ${label}`);
      throw error;
    }
  }

  end(): void {
    this.#hasEnded = true;
    clearInterval(this.#timer);
    this.#startedAt.clear();
    this.#clear();
  }

  /** A line that belongs to no step, above what is under way. */
  print(line: string): void {
    this.#clear();
    console.log(line);
    this.#draw();
  }

  #printStep(line: string): void {
    if (this.#hasEnded) return;
    this.#clear();
    console.log(line);
  }

  #draw(): void {
    this.#clear();
    if (!process.stdout.isTTY || this.#startedAt.size === 0) return;
    const steps = [...this.#startedAt].map(
      ([label, startedAt]) => `${label} ${Math.round((Date.now() - startedAt) / 1000)} s`,
    );
    process.stdout.write(`  … ${steps.join(' · ')}`.slice(0, (process.stdout.columns || 80) - 1));
  }

  #clear(): void {
    if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  }
}
