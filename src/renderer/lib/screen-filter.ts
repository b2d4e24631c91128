/** Given to the control that narrows a screen: `/` brings the focus there. */
export const screenFilter = { 'data-screen-filter': '' } as const;

/** Puts the focus on the present screen's filter; false where it has none. */
export function focusScreenFilter(): boolean {
  const filter = document.querySelector<HTMLElement>('[data-screen-filter]');
  filter?.focus();
  if (filter instanceof HTMLInputElement) filter.select();
  return filter !== null;
}
