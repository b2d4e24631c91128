import { hash, verify, type Options } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';

/** Argon2id's cost (RFC 9106): memory in KiB, passes, lanes. */
export interface HashCost {
  memoryCost: number;
  timeCost: number;
  parallelism: number;
}

/** 64 MiB and three passes, the second recommended option of RFC 9106, section 4, with one lane. */
export const fullCost: HashCost = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 };

export interface PasswordHashes {
  /** The encoded hash with its salt and cost. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password fits. With null, for an account that is not there, it takes as long and says no:
   * neither answer nor time tells which names exist.
   */
  fits(password: string, encoded: string | null): Promise<boolean>;
}

/** Argon2id is the library's default; its named constant is a const enum, which one file at a time cannot read. */
const argon2id = 2 as NonNullable<Options['algorithm']>;

/** `timed` hears how many milliseconds each look at a password took, whosever it was. */
export function passwordHashes(
  cost: HashCost,
  timed: (ms: number) => void = () => undefined,
): PasswordHashes {
  const options: Options = { ...cost, algorithm: argon2id };
  const nobody = hash(randomBytes(32), options);
  return {
    hash: (password) => hash(enforced(password), options),
    async fits(password, encoded) {
      const compared = encoded ?? (await nobody);
      const began = performance.now();
      const fits = await verify(compared, enforced(password));
      timed(performance.now() - began);
      return fits && encoded !== null;
    },
  };
}

/** One password, however a keyboard composes its letters (RFC 8265, section 4.2.2). */
function enforced(password: string): string {
  return password.normalize('NFC');
}
