import { err, type Refusal } from '../../shared/domain/result';

const notSent = 'Nothing was sent to it.';
const askStaff = 'Tell whoever runs the platform; until then you can work here offline.';

/**
 * Certificate problems by the codes of Node (its names of X509_V_ERR_…, and those of `node:tls`), which OpenSSL and
 * BoringSSL share: https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes
 */
const problems: readonly [RegExp, (host: string) => readonly [what: string, hint: string]][] = [
  [
    /^CERT_HAS_EXPIRED$/,
    (host) => [
      `The certificate of ${host} has expired.`,
      'Check that the date of this computer is right. If it is, the certificate has to be renewed there.',
    ],
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    (host) => [
      `The certificate of ${host} is not valid yet.`,
      'Check that the date of this computer is right. If it is, tell whoever runs the platform.',
    ],
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    (host) => [
      `The computer that answers for ${host} has a certificate for another name.`,
      'Check the address letter by letter. If it is right, tell whoever runs the platform.',
    ],
  ],
  [
    /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
    (host) => [
      `The certificate of ${host} is vouched for by nobody but itself.`,
      'It needs one from an authority that this computer knows. Tell whoever runs the platform.',
    ],
  ],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED)$/,
    (host) => [
      `The certificate of ${host} comes from an authority that this computer does not know.`,
      'If your practice has an authority of its own, your IT staff can add it to this computer’s.',
    ],
  ],
  [/^CERT_REVOKED$/, (host) => [`The certificate of ${host} was withdrawn by its authority.`, askStaff]],
  [
    /^(CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|UNABLE_TO_|ERROR_IN_|HOSTNAME_MISMATCH|ERR_TLS_CERT)/,
    (host) => [`The certificate of ${host} cannot be relied on.`, askStaff],
  ],
  [
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_LOW/,
    (host) => [
      `${host} speaks only a version of TLS that is no longer safe (older than 1.2).`,
      'It has to be brought up to date. Tell whoever runs the platform.',
    ],
  ],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL/,
    (host) => [
      `What answers at ${host} does not speak TLS, so what is sent there could be read on the way.`,
      'Check the address and its port.',
    ],
  ],
  [/^ERR_SSL_/, (host) => [`No protected connection to ${host} could be agreed on.`, askStaff]],
];

/** Why no connection came about, where a person can do something about it; null for what only time can mend. */
export function connectionRefusal(error: unknown, host: string): Refusal | null {
  const { code } = Object(error) as { code?: unknown };
  if (typeof code !== 'string') return null;
  if (code === 'ENOTFOUND') {
    return err(
      'unreachable',
      `No computer called ${host} was found.`,
      'Check the address, and that this computer has a network.',
    );
  }
  const found = problems.find(([pattern]) => pattern.test(code));
  if (found === undefined) return null;
  const [what, hint] = found[1](host);
  return err('untrusted', `${what} ${notSent}`, hint);
}

export function redirected(host: string): Refusal {
  return err(
    'untrusted',
    `What answers at ${host} sends us to another address. A platform never does; we did not follow.`,
    'Check the address. On a guest network, open a browser first: it may want you to agree to something.',
  );
}

export function inClear(host: string): Refusal {
  return err(
    'untrusted',
    `An address that begins with http:// would send passwords to ${host} in clear. ${notSent}`,
    'Use the address that begins with https://.',
  );
}
