import { barFor, isAstray, revealing, scrolled, type Heights, type ScrollState } from './scroll-scale';

/** What a list is drawn by. */
export interface Drawn extends ScrollState {
  /** Height of the view below what sticks, in pixels. */
  view: number;
}

export interface ScrollModel {
  /** Follows an element; gives how to let go of it. */
  attach(element: HTMLElement): () => void;
  subscribe(onChange: () => void): () => void;
  drawn(): Drawn;
  /** Lines the list now has, and their height. */
  setLines(lines: number, linePx: number): void;
  /** Brings a line into view with the least movement, below the head of its day. */
  reveal(line: number): void;
  toTop(): void;
}

/**
 * The scrolling of one list of lines of one height. A library that measures each item costs 300 ms and 160 MB
 * whenever a list of ten million changes its length (measured); lines of one height need a division.
 * @param headPx height of what sticks above the lines
 */
export function scrollModel(headPx: number): ScrollModel {
  let element: HTMLElement | null = null;
  let heights: Heights = { list: 0, view: 0 };
  let linePx = 1;
  let drawn: Drawn = { top: 0, at: 0, view: 0 };
  const listeners = new Set<() => void>();

  function draw(next: Drawn): void {
    if (next.top === drawn.top && next.at === drawn.at && next.view === drawn.view) return;
    drawn = next;
    for (const listener of listeners) listener();
  }

  /** Puts the element where the list is to be. The scroll event that follows finds nothing to do. */
  function place(top: number): void {
    if (element === null) return;
    const at = barFor(top, heights);
    // Asking the element where it is makes the browser lay the page out: not where nothing changes.
    if (at === drawn.at) {
      draw({ top, at, view: heights.view });
      return;
    }
    element.scrollTop = at;
    // The browser may round it.
    draw({ top, at: element.scrollTop, view: heights.view });
  }

  function onScroll(): void {
    if (element === null || element.scrollTop === drawn.at) return;
    const next = scrolled(drawn, element.scrollTop, heights);
    if (isAstray(next, heights, false)) place(next.top);
    else draw({ ...next, view: heights.view });
  }

  function onRest(): void {
    if (isAstray(drawn, heights, true)) place(drawn.top);
  }

  function settle(): void {
    place(Math.min(drawn.top, Math.max(0, heights.list - heights.view)));
  }

  return {
    attach(attached) {
      element = attached;
      const look = () => {
        heights = { ...heights, view: Math.max(0, attached.clientHeight - headPx) };
        settle();
      };
      look();
      const watch = new ResizeObserver(look);
      watch.observe(attached);
      attached.addEventListener('scroll', onScroll, { passive: true });
      attached.addEventListener('scrollend', onRest);
      return () => {
        watch.disconnect();
        attached.removeEventListener('scroll', onScroll);
        attached.removeEventListener('scrollend', onRest);
        element = null;
      };
    },
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    drawn: () => drawn,
    setLines(lines, height) {
      // The line at the upper edge stays there when lines become higher.
      const top = height === linePx ? drawn.top : Math.round((drawn.top / linePx) * height);
      linePx = height;
      heights = { ...heights, list: lines * height };
      drawn = { ...drawn, top };
      settle();
    },
    reveal(line) {
      const top = revealing(drawn.top, { lineTop: line * linePx, height: linePx, above: linePx }, heights);
      if (top !== drawn.top) place(top);
    },
    toTop: () => place(0),
  };
}
