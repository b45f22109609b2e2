/** A control of ours, switched off. */
export interface Defect {
  /** The threats of SECURITY.md that the control answers. */
  readonly threat: string;
  /** The tests that must notice. */
  readonly suites: readonly string[];
  readonly change: SourceChange | SqlChange;
}

/** Made in a copy of the sources. */
export interface SourceChange {
  readonly file: string;
  /** Occurs exactly once in the file: a change that no longer fits the code fails the build. */
  readonly find: string;
  readonly replace: string;
}

/** Made in every database of the tests. */
interface SqlChange {
  readonly sql: string;
  /** It is about roles, which all databases share: the tests get a PostgreSQL of their own. */
  readonly ofCluster?: boolean;
}

/** Without these lines. */
export function without(file: string, find: string): SourceChange {
  return { file, find, replace: '' };
}

/** With other lines in their place. */
export function instead(file: string, find: string, replace: string): SourceChange {
  return { file, find, replace };
}
