import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What others sealed, read so that it can be taken over and never written: Fernet tokens and the
 * `iv:tag:ciphertext` of hex. Keys are tried in their order, as MultiFernet does.
 */
export interface ForeignKeys {
  /** Each 32 bytes as base64url with padding: 16 to sign, 16 to encrypt. */
  fernet?: readonly string[];
  /** Each 32 bytes in hex. */
  hex?: readonly string[];
}

/** Null where no key opens it. */
export type OpenForeign = (sealed: string) => string | null;

/** Throws TypeError for a key that is none, so that a service with a misspelt one does not start. */
export function foreignForms({ fernet = [], hex = [] }: ForeignKeys): OpenForeign {
  const fernetKeys = fernet.map((text) => readKey(text, 'fernet'));
  const hexKeys = hex.map((text) => readKey(text, 'hex'));
  return (sealed) => {
    if (isHexForm(sealed)) return firstOf(hexKeys, (key) => openHexForm(key, sealed));
    return firstOf(fernetKeys, (key) => openFernet(key, sealed));
  };
}

/** Which of the two forms this is a key of; null for neither. */
export function foreignKeyKind(text: string): keyof ForeignKeys | null {
  if (bytesOfKey(text, 'fernet') !== null) return 'fernet';
  return bytesOfKey(text, 'hex') === null ? null : 'hex';
}

/** How a key of each form is written, and what stands after it. */
const written = {
  fernet: { encoding: 'base64url', padding: '=' },
  hex: { encoding: 'hex', padding: '' },
} as const;

function bytesOfKey(text: string, kind: keyof ForeignKeys): Buffer | null {
  const { encoding, padding } = written[kind];
  const key = Buffer.from(text, encoding);
  return key.length === 32 && `${key.toString(encoding)}${padding}` === text ? key : null;
}

function readKey(text: string, kind: keyof ForeignKeys): Buffer {
  const key = bytesOfKey(text, kind);
  if (key === null) throw new TypeError('A key for reading foreign forms is not 32 bytes');
  return key;
}

function firstOf(keys: readonly Buffer[], open: (key: Buffer) => string | null): string | null {
  for (const key of keys) {
    const text = open(key);
    if (text !== null) return text;
  }
  return null;
}

/** version (1), time (8), IV (16), ciphertext, HMAC (32): the Fernet specification, version 0x80. */
const FERNET_VERSION = 0x80;
const HEAD_BYTES = 1 + 8;
const BLOCK_BYTES = 16;
const MAC_BYTES = 32;

/** A token has no end of life here: it is a stored value, not a ticket. */
function openFernet(key: Buffer, token: string): string | null {
  const bytes = Buffer.from(token, 'base64url');
  const padded = bytes.toString('base64url').padEnd(Math.ceil(bytes.length / 3) * 4, '=');
  const textBytes = bytes.length - HEAD_BYTES - BLOCK_BYTES - MAC_BYTES;
  if (padded !== token || bytes[0] !== FERNET_VERSION) return null;
  if (textBytes < BLOCK_BYTES || textBytes % BLOCK_BYTES !== 0) return null;
  const signed = bytes.subarray(0, -MAC_BYTES);
  const mac = createHmac('sha256', key.subarray(0, 16)).update(signed).digest();
  if (!timingSafeEqual(mac, bytes.subarray(-MAC_BYTES))) return null;
  const iv = signed.subarray(HEAD_BYTES, HEAD_BYTES + BLOCK_BYTES);
  try {
    const decipher = createDecipheriv('aes-128-cbc', key.subarray(16), iv);
    return wholeText(decipher.update(signed.subarray(HEAD_BYTES + BLOCK_BYTES)), decipher.final());
  } catch {
    return null;
  }
}

const hexForm = /^([0-9a-f]{32}):([0-9a-f]{32}):((?:[0-9a-f]{2})*)$/;

export function isHexForm(sealed: string): boolean {
  return hexForm.test(sealed);
}

/** AES-256-GCM with a 16-byte IV and nothing bound to it: it says nothing of the row it belongs to. */
function openHexForm(key: Buffer, sealed: string): string | null {
  const [, iv = '', tag = '', text = ''] = hexForm.exec(sealed) ?? [];
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'hex'), {
      authTagLength: BLOCK_BYTES,
    }).setAuthTag(Buffer.from(tag, 'hex'));
    return wholeText(decipher.update(Buffer.from(text, 'hex')), decipher.final());
  } catch {
    return null;
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws for bytes that are no UTF-8. */
function wholeText(...parts: Buffer[]): string {
  return strict.decode(Buffer.concat(parts));
}
