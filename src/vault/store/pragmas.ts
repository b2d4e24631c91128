/**
 * SQLCipher 4: AES-256-CBC with HMAC-SHA-512 on every 4,096-byte page. `legacy=4` makes SQLite3 Multiple
 * Ciphers write the layout of SQLCipher 4 itself. Must come before the key.
 * https://utelle.github.io/SQLite3MultipleCiphers/docs/ciphers/cipher_sqlcipher/
 */
export const cipherPragmas = ["cipher = 'sqlcipher'", 'legacy = 4'] as const;

/** For every connection, after the key. */
export const connectionPragmas = [
  // A sort that spills to a temporary file would leave clear text on disk: the cipher does not cover those.
  'temp_store = MEMORY',
  'journal_mode = WAL',
  'synchronous = FULL',
  // macOS: fsync alone leaves data in the drive's cache (https://www.sqlite.org/pragma.html#pragma_fullfsync).
  'fullfsync = ON',
  'checkpoint_fullfsync = ON',
  'foreign_keys = ON',
  // A file from outside must not run functions through its schema (https://www.sqlite.org/security.html).
  'trusted_schema = OFF',
  'cell_size_check = ON',
  // KiB. A page that is read again costs its decryption and HMAC again, unless it is kept: some 15 µs each.
  'cache_size = -65536',
  // Pages, 16 MiB: what a run of transactions writes again and again goes from the log into the file once.
  'wal_autocheckpoint = 4096',
] as const;

export const PAGE_SIZE = 4096;
