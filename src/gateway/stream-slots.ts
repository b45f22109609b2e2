import { AppError } from '#src/contracts/app-error.ts';

/** How many streams each person holds open at this process. */
export interface StreamSlots {
  /**
   * @returns what gives the slot back, at most once
   * @throws AppError TOO_MANY_REQUESTS when all of the person's slots are taken
   */
  take(userId: string): () => void;
}

export function createStreamSlots(perPerson: number): StreamSlots {
  const taken = new Map<string, Set<symbol>>();
  return {
    take(userId) {
      const slots = taken.get(userId) ?? new Set();
      if (slots.size >= perPerson) {
        throw new AppError('TOO_MANY_REQUESTS', `At most ${perPerson} streams at once.`, {
          details: { retryAfterSeconds: 5 },
        });
      }
      const slot = Symbol('stream');
      taken.set(userId, slots.add(slot));
      return () => {
        slots.delete(slot);
        if (slots.size === 0) taken.delete(userId);
      };
    },
  };
}
