import Database from 'better-sqlite3';
import { nativeBinding } from './binding';
import { cipherPragmas, connectionPragmas } from './pragmas';
import { StoreError } from './problem';

/** What the encrypting build adds; the types installed are those of better-sqlite3 itself. */
type EncryptedDatabase = Database.Database & { key(key: Buffer): number };

/**
 * A keyed and configured connection to a file that exists; an empty file becomes an encrypted one at the first
 * write. `dataKey` is 32 bytes, the caller zeroes it. Throws StoreError `wrong-key`, or what SQLite throws.
 */
export function connect(path: string, dataKey: Uint8Array): Database.Database {
  const binding = nativeBinding();
  const connection = new Database(path, {
    fileMustExist: true,
    ...(binding !== undefined && { nativeBinding: binding }),
  }) as EncryptedDatabase;
  try {
    for (const pragma of cipherPragmas) connection.pragma(pragma);
    const key = rawKey(dataKey);
    connection.key(key);
    key.fill(0);
    // Reads the first page: under another key it does not even look like a database.
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    for (const pragma of connectionPragmas) connection.pragma(pragma);
    return connection;
  } catch (error) {
    connection.close();
    throw (error as { code?: unknown }).code === 'SQLITE_NOTADB' ? new StoreError('wrong-key') : error;
  }
}

/** `raw:` and the key in hex, written digit by digit: a string could not be zeroed. */
function rawKey(dataKey: Uint8Array): Buffer {
  if (dataKey.length !== 32) throw new RangeError('A vault key has 32 bytes');
  const digits = '0123456789abcdef';
  const key = Buffer.alloc(4 + 64);
  key.write('raw:', 'latin1');
  dataKey.forEach((byte, i) => {
    key[4 + 2 * i] = digits.charCodeAt(byte >> 4);
    key[5 + 2 * i] = digits.charCodeAt(byte & 15);
  });
  return key;
}
