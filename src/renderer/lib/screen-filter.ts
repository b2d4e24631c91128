/** Given to the control that narrows a screen: `/` brings the focus there. */
export const screenFilter = { 'data-screen-filter': '' } as const;

export function hasScreenFilter(): boolean {
  return document.querySelector('[data-screen-filter]') !== null;
}

/** Puts the focus on the present screen's filter, its text marked so that typing replaces it. */
export function focusScreenFilter(): void {
  const filter = document.querySelector<HTMLElement>('[data-screen-filter]');
  filter?.focus();
  if (filter instanceof HTMLInputElement) filter.select();
}
