/**
 * SHA-256 as the rules need it. `shared` runs anywhere, so the function itself is given by the process.
 * A string stands for its UTF-8 bytes; it must be well-formed (no lone surrogate).
 */
export interface Hashes {
  /** 32 bytes. */
  sha256(data: string | Uint8Array): Uint8Array;
  /** 43 characters, no padding (RFC 4648, section 5). */
  sha256Base64Url(text: string): string;
  /** 64 lower-case digits. */
  sha256Hex(text: string): string;
}

/** The one-shot `hash` of node:crypto (Node 20.12 and later, Electron 33 and later). */
export type OneShotHash = (
  algorithm: string,
  data: string | Uint8Array,
  encoding: 'binary' | 'base64url' | 'hex',
) => string;

/**
 * Digests by node:crypto: `hashesFrom(crypto.hash)`.
 * The 32 bytes are taken from a string of 32 characters because that is the fastest way out of the
 * call: about 0.8 µs, against 1.7 µs for a Buffer and 2.2 µs for createHash (measured, Node 20).
 */
export function hashesFrom(hash: OneShotHash): Hashes {
  return {
    sha256(data) {
      const digest = hash('sha256', data, 'binary');
      const bytes = new Uint8Array(32);
      for (let i = 0; i < 32; i += 1) bytes[i] = digest.charCodeAt(i);
      return bytes;
    },
    sha256Base64Url: (text) => hash('sha256', text, 'base64url'),
    sha256Hex: (text) => hash('sha256', text, 'hex'),
  };
}
