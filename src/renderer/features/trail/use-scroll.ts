import { useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { scrollModel, type ScrollModel } from './scroll-model';

/** Lines drawn beyond either edge, so that a scroll which the compositor does first shows no gap. */
const OVERSCAN = 8;

export interface Scroll {
  model: ScrollModel;
  /** First and last line to draw, the last one not included. */
  from: number;
  to: number;
  /** The line at the upper edge. */
  topLine: number;
  /** Whole lines in view. */
  inView: number;
  /** As many lines as are drawn at once. */
  slots: number;
  /** Where a line stands in the scrolled element, in pixels. */
  placeOf(line: number): number;
}

/** Which of `lines` are to be drawn, and where. The model is attached to the element that scrolls. */
export function useScroll(lines: number, linePx: number, headPx: number): Scroll {
  const [model] = useState(() => scrollModel(headPx));
  const { top, at, view } = useSyncExternalStore(model.subscribe, model.drawn);
  useLayoutEffect(() => model.setLines(lines, linePx), [model, lines, linePx]);
  const topLine = Math.floor(top / linePx);
  const inView = Math.max(1, Math.floor(view / linePx));
  return {
    model,
    from: Math.max(0, Math.min(topLine, lines) - OVERSCAN),
    to: Math.min(lines, topLine + inView + 2 + OVERSCAN),
    slots: inView + 2 + 2 * OVERSCAN,
    topLine,
    inView,
    placeOf: (line) => line * linePx - top + at,
  };
}
