/** Leaves a named mark on the page's performance timeline once what was just drawn is on the screen. */
export function markAfterPaint(name: 'gate-usable' | 'first-rows'): void {
  requestAnimationFrame(() => setTimeout(() => performance.mark(name)));
}
