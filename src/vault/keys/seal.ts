import { createCipheriv, createDecipheriv } from 'node:crypto';
import { DATA_KEY_BYTES, TAG_BYTES } from './slot-format';

/** AES-256-GCM: ciphertext and tag. `key` is zeroed; it seals one value only. */
export function seal(key: Buffer, nonce: Uint8Array, header: string, dataKey: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(header));
  const sealed = Buffer.concat([cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  return sealed;
}

/** What was sealed, or null when key, nonce, header or seal is not the right one. `key` is zeroed. */
export function openSealed(
  key: Buffer,
  nonce: Uint8Array,
  header: string,
  sealed: Uint8Array,
): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(header))
    .setAuthTag(sealed.subarray(DATA_KEY_BYTES));
  const dataKey = decipher.update(sealed.subarray(0, DATA_KEY_BYTES));
  try {
    decipher.final();
    return dataKey;
  } catch {
    dataKey.fill(0);
    return null;
  } finally {
    key.fill(0);
  }
}
