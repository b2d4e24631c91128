import type { IpcMainEvent, WebContents } from 'electron';
import { APP_ORIGIN } from './app-protocol';

/** Node gives a scheme of ours no origin, so its parts are put together here. */
function originOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}

/**
 * Whether a message really comes from our page: this window's contents, its top frame, our origin.
 * `senderFrame` is null when the frame has gone or navigated since: that is a refusal, not a pass.
 */
export function isOurPage(event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>, page: WebContents): boolean {
  const frame = event.senderFrame;
  return (
    event.sender === page && frame !== null && frame === page.mainFrame && originOf(frame.url) === APP_ORIGIN
  );
}
