/**
 * A list may be higher than an element can be: Chromium's layout ends at 2^25 px, and a coordinate is exact as a
 * 32-bit float only up to 2^24. A higher list keeps an element of `HIGHEST_PX` and is scrolled in two ways: a
 * short way (wheel, keys) pixel by pixel, a long way (the scroll bar) in proportion.
 */
export const HIGHEST_PX = 15_000_000;

/** What is farther in one step came from the scroll bar: one pixel of its track is more than this. */
const SHORT_PX = 5_000;

/** So close to an end of a higher list the element is scrolled as the list is. */
const EXACT_PX = 20_000;

export interface ScrollState {
  /** How far the list itself is scrolled, in pixels of the list. */
  top: number;
  /** The element's own scroll position. */
  at: number;
}

export interface Heights {
  /** Of the whole list. */
  list: number;
  view: number;
}

export function elementHeight(list: number): number {
  return Math.min(list, HIGHEST_PX);
}

function ends({ list, view }: Heights) {
  return { top: Math.max(0, list - view), at: Math.max(0, elementHeight(list) - view) };
}

/**
 * Where the element's scroll bar belongs for a place of the list: in proportion, but pixel by pixel near both
 * ends, so that a wheel comes to rest on the very first and last row.
 */
export function barFor(top: number, heights: Heights): number {
  const end = ends(heights);
  if (heights.list <= HIGHEST_PX || top <= EXACT_PX) return top;
  if (top >= end.top - EXACT_PX) return end.at - (end.top - top);
  return EXACT_PX + ((top - EXACT_PX) * (end.at - 2 * EXACT_PX)) / (end.top - 2 * EXACT_PX);
}

/** The place of the list for a scroll bar: the inverse of `barFor`. */
function placeFor(at: number, heights: Heights): number {
  const end = ends(heights);
  if (at <= EXACT_PX) return at;
  if (at >= end.at - EXACT_PX) return end.top - (end.at - at);
  return EXACT_PX + ((at - EXACT_PX) * (end.top - 2 * EXACT_PX)) / (end.at - 2 * EXACT_PX);
}

/** The list after the element was scrolled to `at`. */
export function scrolled(before: ScrollState, at: number, heights: Heights): ScrollState {
  const within = (top: number) => Math.min(Math.max(0, Math.round(top)), ends(heights).top);
  if (heights.list <= HIGHEST_PX) return { top: within(at), at };
  const way = at - before.at;
  return { top: within(Math.abs(way) <= SHORT_PX ? before.top + way : placeFor(at, heights)), at };
}

/**
 * Whether the bar has to be put back to where it belongs: once the scrolling rests, and before a short way runs
 * into an end of the element that is not yet the list's.
 */
export function isAstray({ top, at }: ScrollState, heights: Heights, resting: boolean): boolean {
  if (heights.list <= HIGHEST_PX) return false;
  const away = Math.abs(barFor(top, heights) - at);
  const nearEnd = Math.min(at, ends(heights).at - at) < 2 * SHORT_PX;
  return away > 1 && (resting || nearEnd);
}

/** The place of the list that shows the line from `lineTop` to `lineTop + height` with the least movement. */
export function revealing(
  top: number,
  { lineTop, height, above }: { lineTop: number; height: number; above: number },
  heights: Heights,
): number {
  const highest = lineTop + height - heights.view;
  const lowest = lineTop - above;
  return Math.min(Math.max(0, Math.min(Math.max(top, highest), lowest)), ends(heights).top);
}
