import { hkdfSync } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { z } from 'zod';

/**
 * Cost of the password hash. The floor is what every file is made with (RFC 9106, section 4, second choice);
 * a slot that asks for less was altered. The ceiling keeps an altered slot from exhausting the machine.
 */
export const argon2Cost = z.object({
  memoryKiB: z.int().min(65_536).max(1_048_576),
  passes: z.int().min(3).max(16),
  lanes: z.int().min(1).max(8),
});
export type Argon2Cost = z.infer<typeof argon2Cost>;

export const STANDARD_COST: Argon2Cost = { memoryKiB: 65_536, passes: 3, lanes: 1 };

const KEY_BYTES = 32;

/**
 * The key of a password slot: HKDF-SHA-256(Argon2id(password) ‖ workstation secret). Both are needed, so a
 * copied file cannot be guessed at without the keychain of the computer it was made on.
 * `cost` is parsed again here: nothing below the floor is ever computed.
 */
export async function passwordKey(
  password: string,
  workstation: Uint8Array,
  salt: Uint8Array,
  cost: Argon2Cost,
): Promise<Buffer> {
  const { memoryKiB, passes, lanes } = argon2Cost.parse(cost);
  // One password, one byte sequence, whatever the keyboard composes (RFC 8265, section 4.2).
  const typed = Buffer.from(password.normalize('NFC'));
  // The library's default algorithm is Argon2id, version 1.3.
  const stretched = await hashRaw(typed, {
    salt,
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: lanes,
    outputLen: KEY_BYTES,
  });
  const material = Buffer.concat([stretched, workstation]);
  const key = Buffer.from(
    hkdfSync('sha256', material, salt, 'wardkeeper vault: password slot, version 1', KEY_BYTES),
  );
  for (const secret of [typed, stretched, material]) secret.fill(0);
  return key;
}
