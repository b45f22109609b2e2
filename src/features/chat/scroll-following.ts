/** So near to the end counts as the end: zoomed pages stop at fractions of a pixel. */
const END_PX = 32;

export interface ScrollPosition {
  scrollTop: number;
  clientHeight: number;
  scrollHeight: number;
}

/**
 * Whether the view goes on following its end after it was scrolled. It lets go when it was moved
 * up, holds on again at the end, and is not shaken off by content that grew below it.
 */
export function followsAfterScroll(
  following: boolean,
  previousTop: number,
  { scrollTop, clientHeight, scrollHeight }: ScrollPosition,
): boolean {
  if (scrollHeight - clientHeight - scrollTop <= END_PX) return true;
  return following && scrollTop >= previousTop;
}
