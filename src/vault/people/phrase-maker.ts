import { timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '../../shared/domain/result';
import { vaultPaths } from '../files/vault-paths';
import { readKeySlots, writeKeySlots } from '../keys/key-slot-file';
import { makeRecovery, withRecovery } from '../keys/key-slots';
import { entropyOf } from '../keys/recovery-phrase';
import type { Slot } from '../keys/slot-format';
import type { WritableDb } from '../store/db';
import { guarded } from '../store/problem';
import type { Desk } from './desk';
import { endAttempts, openCounted } from './counted-password';
import { notOpened, notThePassword, slotFileRefusal } from './vault-refusals';

/** Makes a recovery phrase in two steps: it opens nothing before somebody has shown that they wrote it down. */
export interface PhraseMaker {
  /** The phrase, to be shown once. The password is asked again: a page left open must not be enough. */
  begin(fileId: string, db: WritableDb, password: string): Promise<Result<string>>;
  /** From now on the phrase opens the file, and an earlier one does not. */
  confirm(fileId: string, phrase: string): Result<null>;
}

export function phraseMaker(desk: Desk): PhraseMaker {
  /** In memory only, until it is confirmed or another one is made. The data key is not kept. */
  let made: { fileId: string; slot: Slot; entropy: Buffer } | null = null;

  return {
    async begin(fileId, db, password) {
      const slots = readKeySlots(vaultPaths(desk.folder, fileId).keySlots);
      if (typeof slots === 'string') return slotFileRefusal(slots);
      const key = await openCounted(desk, slots, password);
      if (!key.ok) {
        if ('code' in key) return key;
        return key.why === 'not-opened' ? notThePassword() : notOpened(key.why);
      }
      const { slot, phrase } = makeRecovery(fileId, key.dataKey);
      key.dataKey.fill(0);
      const ended = guarded(() => endAttempts(desk, slots, db, true));
      if (!ended.ok) return ended;
      made = { fileId, slot, entropy: entropyOf(phrase) as Buffer };
      return ok(phrase);
    },

    confirm(fileId, phrase) {
      if (made?.fileId !== fileId) {
        return err('conflict', 'No recovery phrase waits to be confirmed.', 'Have a new one made.');
      }
      const typed = entropyOf(phrase);
      if (typed === null || !timingSafeEqual(typed, made.entropy)) {
        return err(
          'invalid-request',
          'This is not the phrase that was shown. Nothing was changed.',
          'Compare what you wrote down with what you typed, group by group.',
        );
      }
      const { keySlots } = vaultPaths(desk.folder, fileId);
      const slots = readKeySlots(keySlots);
      if (typeof slots === 'string') return slotFileRefusal(slots);
      const { slot, entropy } = made;
      const written = guarded(() => writeKeySlots(keySlots, withRecovery(slots, slot)));
      if (!written.ok) return written;
      entropy.fill(0);
      made = null;
      return ok(null);
    },
  };
}
