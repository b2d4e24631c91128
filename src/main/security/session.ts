import type { Session } from 'electron';
import { APP_SCHEME } from './app-protocol';

/** Whether a page's session may load this address at all. */
export function mayLoad(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === `${APP_SCHEME}:`;
}

/** Closes what a page's session could reach or be granted. */
export function guardSession(session: Session): void {
  session.webRequest.onBeforeRequest((details, reply) => reply({ cancel: !mayLoad(details.url) })); // point 1
  session.setPermissionRequestHandler((_page, _permission, reply) => reply(false)); // point 5
  session.setPermissionCheckHandler(() => false); // point 5
  session.on('will-download', (event) => event.preventDefault());
}
