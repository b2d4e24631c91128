import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a random 12-byte IV (NIST SP 800-38D, 8.2.2): base64url of IV, ciphertext and tag. It opens
 * only with the same `bound`.
 */
export function sealBytes(key: Buffer, bound: readonly string[], bytes: Uint8Array): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundBytes(bound));
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** Null for whatever was not sealed under this key and `bound`, to the last bit. */
export function openBytes(key: Buffer, bound: readonly string[], sealed: string): Buffer | null {
  const bytes = Buffer.from(sealed, 'base64url');
  // Decoding passes over what is no base64url, and over the bits that the last character has too many.
  if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== sealed) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(boundBytes(bound))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

/** JSON, so that no two lists give the same bytes. */
function boundBytes(bound: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(bound));
}

/** A key of 32 bytes for one use of another (HKDF, RFC 5869). */
export function keyFor(use: string, key: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `wardkeeper phi ${use}`, 32));
}

/** What a data key is for. Values say it, so that a key of one purpose never opens a value of another. */
export const keyPurposes = ['field', 'value', 'event', 'index', 'archive', 'records'] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** A sealed value: `wk1.<purpose>.<version of the key>.<base64url>`. */
const form = /^wk1\.(field|value|event)\.([1-9]\d{0,8})\.([A-Za-z0-9_-]+)$/;

export type SealedPurpose = Exclude<KeyPurpose, 'index' | LastingPurpose>;
/** Keys of archives: each seals one of them, and is destroyed with it. */
export type LastingPurpose = 'archive' | 'records';

export interface DataKey {
  purpose: SealedPurpose;
  version: number;
  key: Buffer;
}

/** Where a value belongs, from the practice down to the field. Anywhere else it does not open. */
export type Place = readonly string[];

export function sealText({ purpose, version, key }: DataKey, place: Place, text: string): string {
  const sealed = sealBytes(key, boundTo(purpose, version, place), Buffer.from(text));
  return `${prefixOf(purpose, version)}${sealed}`;
}

/** Null where this key did not seal it for this place, or where it was changed. */
export function openText({ purpose, version, key }: DataKey, place: Place, sealed: string): string | null {
  const prefix = prefixOf(purpose, version);
  if (!sealed.startsWith(prefix)) return null;
  const bytes = openBytes(key, boundTo(purpose, version, place), sealed.slice(prefix.length));
  return bytes?.toString('utf8') ?? null;
}

/** What every value under one key begins with. */
export function prefixOf(purpose: SealedPurpose, version: number): string {
  return `wk1.${purpose}.${version}.`;
}

/** Under which key a value says that it was sealed; null for what is no sealed value of ours. */
export function keyNamedBy(sealed: string): Pick<DataKey, 'purpose' | 'version'> | null {
  const [, purpose, version] = form.exec(sealed) ?? [];
  return purpose === undefined ? null : { purpose: purpose as SealedPurpose, version: Number(version) };
}

function boundTo(purpose: SealedPurpose, version: number, place: Place): string[] {
  return ['wk1', purpose, String(version), ...place];
}
