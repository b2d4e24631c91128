import { ipcMain, type MessagePortMain, type WebContents } from 'electron';
import { log } from '../log';
import { isOurPage } from './sender';

/**
 * Hands our page its port to the vault when it says hello: the only message a page can send to main.
 * `connect` makes a new channel and returns the page's end.
 */
export function brokerPort(page: () => WebContents, connect: () => MessagePortMain): void {
  ipcMain.on('wardkeeper:hello', (event) => {
    if (!isOurPage(event, page())) return log('stranger-refused'); // point 17
    page().postMessage('wardkeeper:port', null, [connect()]);
  });
}
