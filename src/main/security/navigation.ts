import type { WebContents } from 'electron';
import { openExternal } from './open-external';

/** Pins a page to where it is: it goes nowhere, opens nothing and embeds nothing. */
export function pinPage(page: WebContents): void {
  page.on('will-attach-webview', (event) => event.preventDefault()); // point 12
  page.on('will-navigate', (event) => event.preventDefault()); // point 13
  page.on('will-redirect', (event) => event.preventDefault()); // point 13
  page.on('will-frame-navigate', (event) => event.preventDefault()); // point 13
  page.setWindowOpenHandler(refuseWindow); // point 14
}

/** No window of ours opens; a link of ours goes to the person's browser. */
function refuseWindow({ url }: { url: string }): { action: 'deny' } {
  openExternal(url);
  return { action: 'deny' };
}
