import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps the secrets of authenticator apps from whoever reads the database alone (RFC 6238, section 5.1). */
export interface SecretSeal {
  /** Belongs to this account only: moved to another, it does not open. */
  seal(userId: string, secret: string): string;
  /** Throws for what this service did not seal for this account. */
  open(userId: string, sealed: string): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a key made from the service's token key (HKDF, RFC 5869). `seed`: 32 bytes in base64url.
 * With another token key, second factors have to be set up anew; recovery codes still let their owners in.
 */
export function secretSeal(seed: string): SecretSeal {
  const info = 'wardkeeper second factor';
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(seed, 'base64url'), '', info, 32));
  return {
    seal(userId, secret) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(userId));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, text, cipher.getAuthTag()]).toString('base64url');
    },
    open(userId, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const iv = bytes.subarray(0, IV_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(userId))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = bytes.subarray(IV_BYTES, -TAG_BYTES);
      return decipher.update(text, undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
