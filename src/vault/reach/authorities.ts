import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** Where Linux distributions keep the authorities that the computer's administrator may add to. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Alpine
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL
  '/etc/ssl/ca-bundle.pem', // openSUSE
];

/**
 * Who may vouch for a platform, in PEM: the authorities that come with the runtime, and those of this computer, so
 * that a practice can have one of its own. macOS and Windows give theirs to runtimes from Node 22.15 on.
 */
export function knownAuthorities(): readonly string[] {
  const { getCACertificates } = tls as Partial<Pick<typeof tls, 'getCACertificates'>>;
  if (getCACertificates !== undefined)
    return [...getCACertificates('bundled'), ...getCACertificates('system')];
  return [...tls.rootCertificates, ...bundles.flatMap(fileText)];
}

function fileText(path: string): string[] {
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    return [];
  }
}
