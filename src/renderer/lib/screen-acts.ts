/** Given to the button of a screen that exports what it shows, and to the one that opens its saved views. */
export const screenExport = { 'data-screen-export': '' } as const;
export const screenViews = { 'data-screen-views': '' } as const;

const EXPORT = '[data-screen-export]:not(:disabled)';
const VIEWS = '[data-screen-views]';

export function canExportScreen(): boolean {
  return document.querySelector(EXPORT) !== null;
}

export function exportScreen(): void {
  document.querySelector<HTMLElement>(EXPORT)?.click();
}

export function hasScreenViews(): boolean {
  return document.querySelector(VIEWS) !== null;
}

export function openScreenViews(): void {
  document.querySelector<HTMLElement>(VIEWS)?.click();
}
