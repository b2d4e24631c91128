import { createPublicKey, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ed25519Key, rawPublicKey } from '../audit/log-key';
import { MINUTE, SECOND, type Clock } from '../clock';
import { hashes } from '../hashes';

/** Seconds. */
export const TOKEN_LIFE = (15 * MINUTE) / SECOND;

const tokenClaims = z.object({ userId: z.uuid(), sessionId: z.uuid() });
export type TokenClaims = z.infer<typeof tokenClaims>;

export interface AccessTokens {
  issue(claims: TokenClaims): Promise<string>;
  /** Null for whatever this service did not sign for itself, and for what has expired. */
  read(token: string): Promise<TokenClaims | null>;
}

const AUDIENCE = 'wardkeeper-platform';
/** RFC 9068: a token of another kind by the same key is none. */
const TYPE = 'at+jwt';

/**
 * Signs with one key and reads what it or an older one signed, by the `kid` that names it: so a key can be changed with
 * nobody signed out. `seed`, `older`: 32 bytes in base64url each. `issuer` names the practice's log.
 */
export function accessTokens(
  seed: string,
  issuer: string,
  clock: Clock,
  older: readonly string[] = [],
): AccessTokens {
  const privateKey = ed25519Key(seed);
  const kid = kidOf(privateKey);
  const publicKeys = new Map(
    [privateKey, ...older.map(ed25519Key)].map((key) => [kidOf(key), createPublicKey(key)]),
  );
  const seconds = () => Math.floor(clock() / SECOND);
  return {
    issue: ({ userId, sessionId }) =>
      new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setSubject(userId)
        .setIssuedAt(seconds())
        .setExpirationTime(seconds() + TOKEN_LIFE)
        .sign(privateKey),
    async read(token) {
      try {
        const { payload } = await jwtVerify(
          token,
          (header) => {
            const publicKey = publicKeys.get(header.kid ?? '');
            if (publicKey === undefined) throw new TypeError('The token names another key');
            return publicKey;
          },
          {
            algorithms: ['EdDSA'],
            typ: TYPE,
            issuer,
            audience: AUDIENCE,
            requiredClaims: ['sub', 'sid', 'iat', 'exp'],
            currentDate: new Date(clock() / 1000),
          },
        );
        return tokenClaims.parse({ userId: payload.sub, sessionId: payload['sid'] });
      } catch {
        return null;
      }
    },
  };
}

/** Names a key by a part of its public half's hash. */
function kidOf(privateKey: KeyObject): string {
  return Buffer.from(hashes.sha256(rawPublicKey(privateKey)))
    .toString('base64url')
    .slice(0, 16);
}
