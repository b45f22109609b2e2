/** What to say of a text that is too long; nothing is cut off unseen. */
export function lengthComplaint(text: string, most: number): string | undefined {
  if (text.length <= most) return undefined;
  const count = (number: number) => number.toLocaleString('en');
  return `Use at most ${count(most)} characters. This has ${count(text.length)}.`;
}
