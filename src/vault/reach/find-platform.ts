import type { X509Certificate } from 'node:crypto';
import type { FoundPlatform } from '../../shared/contract/bridge/gate';
import { aboutPractice } from '../../shared/contract/platform/practice';
import { platformClient } from '../../shared/contract/platform/client';
import { ok, type Result } from '../../shared/domain/result';
import { connectPlatform } from '../platform-client';
import { logKey } from '../sync/log-key';
import { platformAddress } from './platform-address';
import type { PinnedPlatform } from './remote';

/** Looks at the platform at an address that somebody typed: what they are shown, and what trusting it would pin. */
export async function findPlatform(
  typed: string,
  authorities: readonly string[],
  signal: AbortSignal,
): Promise<Result<{ shown: FoundPlatform; pin: PinnedPlatform }>> {
  const address = platformAddress(typed);
  if (!address.ok) return address;
  const connection = connectPlatform(address.value, { authorities });
  try {
    const client = platformClient(connection.transport);
    const about = await client.call(aboutPractice, {}, { signal });
    if (!about.ok) return about;
    const { practice, verifierKey } = about.value;
    const key = logKey(verifierKey);
    if (!key.ok) return key;
    const identity = connection.shown();
    return ok({
      shown: {
        address: address.value,
        practice,
        logKey: key.value.fingerprint,
        certificate: identity === null ? null : wordsOf(identity.certificate),
        protocol: identity === null ? null : identity.protocol.replace(/^TLSv/, 'TLS '),
      },
      pin: { address: address.value, verifierKey, practice },
    });
  } finally {
    await connection.close();
  }
}

function wordsOf(certificate: X509Certificate): NonNullable<FoundPlatform['certificate']> {
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    until: Date.parse(certificate.validTo) * 1000,
    fingerprint: certificate.fingerprint256
      .replaceAll(':', '')
      .toLowerCase()
      .replace(/.{4}(?=.)/g, '$& '),
  };
}

/** A distinguished name in one line, as X.509 orders it. */
function nameOf(distinguished: string | undefined): string {
  return (distinguished ?? '').split('\n').join(', ').slice(0, 300);
}
