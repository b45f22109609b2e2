import type { TestContext } from 'vitest';
import type { AttackName } from './attacks.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What the test tried; `npm run prove` adds it up. */
    attack?: { name: AttackName; tries: number };
  }
}

/** Counts what a test is about to try. Called first, so that a try that leaks is counted as well. */
export function tally({ task }: TestContext, name: AttackName, tries = 1): void {
  task.meta.attack = { name, tries: (task.meta.attack?.tries ?? 0) + tries };
}
