import { Scope } from '#src/contracts/scope.ts';

const words: Record<Scope, string> = {
  'tasks:read': 'See your tasks',
  'tasks:write': 'Add, change and delete your tasks',
};

/** What a scope lets a client do, as a person says it. */
export function scopeWords(scope: string): string {
  const known = Scope.safeParse(scope);
  return known.success ? words[known.data] : scope;
}
