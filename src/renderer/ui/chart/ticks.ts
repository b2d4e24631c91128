const tops = [1, 2, 2.5, 3, 4, 5, 6, 8] as const;

/** Zero, a round number no lower than `most`, and their middle where it is whole: three grid lines at the most. */
export function ticksFor(most: number): number[] {
  for (let size = 1; ; size *= 10) {
    const top = tops
      .map((factor) => factor * size)
      .find((height) => Number.isInteger(height) && height >= most);
    if (top !== undefined) return Number.isInteger(top / 2) ? [0, top / 2, top] : [0, top];
  }
}

/**
 * Which of the labels along an axis are written, so that none touches the next: every n-th, counted from the last
 * one, which is the newest.
 * @param widest pixels that the longest label takes
 * @param band pixels from one bar to the next
 */
export function writtenLabels(count: number, widest: number, band: number): Set<number> {
  const every = Math.max(1, Math.ceil((widest + 8) / Math.max(band, 1)));
  const written = new Set<number>();
  for (let place = count - 1; place >= 0; place -= every) written.add(place);
  return written;
}
