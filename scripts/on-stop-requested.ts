const parentPollMs = 500;

/**
 * Resolves once when this process is asked to end: by Ctrl-C, SIGTERM or a closed terminal, or by
 * the end of the npm that started it, which does not always pass its own signal on.
 */
export function onStopRequested(): Promise<void> {
  return new Promise((resolve) => {
    // Listened to for good: npm passes on a Ctrl-C that the terminal has already sent.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve());
    }
    process.once('disconnect', () => resolve());
    if (process.env['npm_lifecycle_event'] === undefined) return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid !== parent) resolve();
    }, parentPollMs);
    timer.unref();
  });
}
