/** The first instant after a month in UTC, in microseconds. `month`: 202611. */
export function endOfMonth(month: number): number {
  return Date.UTC(Math.floor(month / 100), month % 100) * 1000;
}
