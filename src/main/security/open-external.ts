import { shell } from 'electron';

/** The hosts a link of ours may lead to: public sources of the law and of the formats we use. */
const hosts: ReadonlySet<string> = new Set(['www.hhs.gov', 'www.ecfr.gov', 'www.rfc-editor.org', 'c2sp.org']);

/** Plain HTTPS to a known host, without user, port or trick. */
export function mayOpen(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === 'https:' &&
    hosts.has(url.host) &&
    url.username === '' &&
    url.password === '' &&
    url.port === ''
  );
}

/** Opens a link in the person's browser, if it is one of ours. The only way out of the app. */
export function openExternal(address: string): void {
  if (!mayOpen(address)) return; // point 15
  void shell.openExternal(address);
}
