import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps the secrets of authenticator apps from whoever reads the database alone (RFC 6238, section 5.1). */
export interface SecretSeal {
  /** Belongs to this account only: moved to another, it does not open. */
  seal(userId: string, secret: string): string;
  /** Throws for what this service did not seal for this account. */
  open(userId: string, sealed: string): string;
  /** Whether it was sealed under another key than today's; `userId`: whose it is, where that key was replaced. */
  isFormer(sealed: string, userId?: string): boolean;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Stands before what is sealed today; no base64url holds it. */
const MARK = '2.';

/**
 * AES-256-GCM under a key made from the one that patient data is sealed under in the end (HKDF, RFC 5869): that one
 * stays, and the keys of access tokens can be changed. `seed`, `tokenSeeds`: 32 bytes in base64url each. What was sealed
 * under a token key is still opened where that is among `tokenSeeds`, and what was under a seed that this one replaced
 * where that is among `olderSeeds`.
 */
export function secretSeal(
  seed: string,
  tokenSeeds: readonly string[] = [],
  olderSeeds: readonly string[] = [],
): SecretSeal {
  const [key, ...olderKeys] = [seed, ...olderSeeds].map((of) =>
    keyFrom(of, 'wardkeeper second factor 2'),
  ) as [Buffer, ...Buffer[]];
  const formerKeys = tokenSeeds.map((token) => keyFrom(token, 'wardkeeper second factor'));
  return {
    seal(userId, secret) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(userId));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return MARK + Buffer.concat([iv, text, cipher.getAuthTag()]).toString('base64url');
    },
    open(userId, sealed) {
      const isMarked = sealed.startsWith(MARK);
      const text = isMarked ? sealed.slice(MARK.length) : sealed;
      for (const one of isMarked ? [key, ...olderKeys] : formerKeys) {
        try {
          return openWith(one, userId, text);
        } catch {
          // Perhaps another of them sealed it.
        }
      }
      throw new TypeError('No key opens this secret');
    },
    isFormer(sealed, userId) {
      if (!sealed.startsWith(MARK)) return true;
      if (olderKeys.length === 0 || userId === undefined) return false;
      try {
        openWith(key, userId, sealed.slice(MARK.length));
        return false;
      } catch {
        return true;
      }
    },
  };
}

function keyFrom(seed: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(seed, 'base64url'), '', use, 32));
}

function openWith(key: Buffer, userId: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(userId))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = bytes.subarray(IV_BYTES, -TAG_BYTES);
  return decipher.update(text, undefined, 'utf8') + decipher.final('utf8');
}
