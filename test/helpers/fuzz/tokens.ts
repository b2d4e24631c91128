import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';

export interface HostileToken {
  name: string;
  kind: 'alg:none' | 'swapped kid' | 'foreign audience' | 'expired' | 'replayed' | 'other tokens';
  token: string;
}

/** What the names of tokens begin with that are of a kind of their own. */
const kinds: readonly (readonly [RegExp, HostileToken['kind']])[] = [
  [/^alg [Nn]one/, 'alg:none'],
  [/kid/, 'swapped kid'],
  [/audience/, 'foreign audience'],
  [/^expired/, 'expired'],
  [/has ended$/, 'replayed'],
];

/**
 * Tokens that must not open anything, made from a good one and, as an insider might, with the real key. `ended`: one
 * that was good until its session ended.
 */
export async function hostileTokens(
  good: string,
  ended: string,
  seed: string,
  nowSeconds: number,
): Promise<HostileToken[]> {
  const realKey = createPrivateKey({
    key: Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.from(seed, 'base64url'),
    ]),
    format: 'der',
    type: 'pkcs8',
  });
  const header = decodeProtectedHeader(good);
  const claims = decodeJwt(good);
  const [head = '', body = '', signature = ''] = good.split('.');
  const otherKey = generateKeyPairSync('ed25519').privateKey;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (
    change: { header?: Record<string, unknown>; claims?: Record<string, unknown> },
    key: KeyObject | Uint8Array = realKey,
  ) =>
    new SignJWT({ ...claims, ...change.claims })
      .setProtectedHeader({ ...header, alg: 'EdDSA', ...change.header })
      .sign(key);
  const publicBytes = createPublicKey(realKey).export({ format: 'der', type: 'spki' });

  const made: [string, string | Promise<string>][] = [
    ['alg none', `${part({ ...header, alg: 'none' })}.${body}.`],
    ['alg None', `${part({ ...header, alg: 'None' })}.${body}.${signature}`],
    ['no signature', `${head}.${body}.`],
    ['only two parts', `${head}.${body}`],
    ['five parts', `${head}.${body}.${signature}.${signature}.${signature}`],
    [
      'another user, same signature',
      `${head}.${part({ ...claims, sub: '00000000-0000-4000-8000-000000000000' })}.${signature}`,
    ],
    ['public key as HMAC secret', signed({ header: { alg: 'HS256' } }, publicBytes)],
    [
      'public key hash as HMAC secret',
      signed({ header: { alg: 'HS256' } }, createHash('sha256').update(publicBytes).digest()),
    ],
    ['another key, our kid', signed({}, otherKey)],
    ['another key, its own kid', signed({ header: { kid: 'other' } }, otherKey)],
    ['our key, swapped kid', signed({ header: { kid: 'other' } })],
    ['our key, no kid', signed({ header: { kid: undefined } })],
    ['kid as a path', signed({ header: { kid: '../../dev/null' } }, otherKey)],
    ['kid as SQL', signed({ header: { kid: "' or '1'='1" } }, otherKey)],
    [
      'key in the header',
      signed({ header: { jwk: createPublicKey(otherKey).export({ format: 'jwk' }) } }, otherKey),
    ],
    ['unknown critical header', `${part({ ...header, crit: ['x'], x: 1 })}.${body}.${signature}`],
    ['another type', signed({ header: { typ: 'JWT' } })],
    ['foreign audience', signed({ claims: { aud: 'another-service' } })],
    ['no audience', signed({ claims: { aud: undefined } })],
    ['foreign issuer', signed({ claims: { iss: 'wardkeeper/another-practice' } })],
    ['expired', signed({ claims: { exp: nowSeconds - 1 } })],
    ['no expiry', signed({ claims: { exp: undefined } })],
    ['not yet', signed({ claims: { nbf: nowSeconds + 600 } })],
    ['of a session that has ended', ended],
    ['no session', signed({ claims: { sid: undefined } })],
    ['a session that never was', signed({ claims: { sid: '00000000-0000-4000-8000-000000000000' } })],
    ['a session that is no id', signed({ claims: { sid: "' or true --" } })],
    ['a session of somebody else', signed({ claims: { sub: '00000000-0000-4000-8000-000000000000' } })],
    ['a list of sessions', signed({ claims: { sid: [claims['sid']] } })],
    ['an object for a user', signed({ claims: { sub: { id: 1 } } })],
    ['empty', ''],
    ['dots', '..'],
    ['long', 'a'.repeat(8000)],
  ];
  return Promise.all(
    made.map(async ([name, token]) => ({
      name,
      kind: kinds.find(([pattern]) => pattern.test(name))?.[1] ?? 'other tokens',
      token: await token,
    })),
  );
}
