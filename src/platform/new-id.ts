import { v7 } from 'uuid';

/** A UUIDv7: unique, and sorted by the time it was made (RFC 9562 §5.7). */
export function newId(): string {
  return v7();
}

/** When such an id was made, to the millisecond. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16));
}
