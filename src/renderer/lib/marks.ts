/** Resolves once what was just drawn is on the screen. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** Leaves a named mark on the page's performance timeline once what was just drawn is on the screen. */
export function markAfterPaint(name: 'gate-usable' | 'first-rows'): void {
  void afterPaint().then(() => performance.mark(name));
}
