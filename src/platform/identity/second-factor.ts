import type { Selectable } from 'kysely';
import { prepared } from '../database/prepared';
import { reading, type Question } from '../database/question';
import type { DatabaseTransaction, SecondFactorTable } from '../database/schema';
import { recoveryCodesLeft, replaceRecoveryCodes, useRecoveryCode } from './recovery-codes';
import type { SecretSeal } from './sealed-secret';
import { stepOfCode } from './totp';

/** The second factor of one account within one transaction, that has locked the account. */
export interface SecondFactor {
  /** Whether a sign-in needs a code. */
  isOn: boolean;
  /** What this code was, if it lets its owner in; it never does again. `now` in microseconds. */
  accept(code: string, now: number): Promise<'app' | 'recovery-code' | null>;
  /** Recovery codes that were not used; null where no code is asked for. */
  codesLeft(): Promise<number | null>;
  /** Keeps a secret until a code confirms it, in place of one that was kept before. */
  begin(secret: string): Promise<void>;
  /** Takes it away, with its recovery codes; false where there is none. */
  reset(now: number): Promise<boolean>;
  /** Turns the kept secret on: the recovery codes, or why not. */
  confirm(code: string, now: number): Promise<string[] | 'not-begun' | 'wrong-code'>;
}

export function secondFactorOf(
  transaction: DatabaseTransaction,
  userId: string,
  seal: SecretSeal,
  synthetic: boolean,
): Question<SecondFactor> {
  return reading(keptOf.with({ userId }), ([row]) => factorFrom(row, transaction, userId, seal, synthetic));
}

function factorFrom(
  row: KeptFactor | undefined,
  transaction: DatabaseTransaction,
  userId: string,
  seal: SecretSeal,
  synthetic: boolean,
): SecondFactor {
  const secret = row?.secret ?? null;
  const pending = row?.pending_secret ?? null;
  const lastStep = row?.last_step ?? 0;
  // Somebody made up has a second factor to be counted, and no app to read a code from.
  const isOn = row !== undefined && row.confirmed_at !== null && !(synthetic && secret === null);

  return {
    isOn,
    async accept(code, now) {
      const step =
        secret === null ? null : stepOfCode(seal.open(userId, secret), withoutGaps(code), now, lastStep);
      if (step === null)
        return (await useRecoveryCode(transaction, userId, code, now)) ? 'recovery-code' : null;
      await transaction
        .updateTable('second_factor')
        .set({ last_step: step })
        .where('user_id', '=', userId)
        .execute();
      return 'app';
    },
    codesLeft: async () => (isOn ? recoveryCodesLeft(transaction, userId) : null),
    async begin(fresh) {
      const kept = { pending_secret: seal.seal(userId, fresh) };
      await transaction
        .insertInto('second_factor')
        .values({ user_id: userId, ...kept })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(kept))
        .execute();
    },
    async reset(now) {
      if (row === undefined || row.confirmed_at === null) return false;
      await transaction
        .updateTable('second_factor')
        .set({ secret: null, pending_secret: null, confirmed_at: null, reset_at: now })
        .where('user_id', '=', userId)
        .execute();
      await transaction.deleteFrom('recovery_code').where('user_id', '=', userId).execute();
      return true;
    },
    async confirm(code, now) {
      if (pending === null) return 'not-begun';
      // A secret of its own: no step of the one before counts for it.
      const step = stepOfCode(seal.open(userId, pending), code, now, 0);
      if (step === null) return 'wrong-code';
      await transaction
        .updateTable('second_factor')
        .set({ secret: pending, pending_secret: null, confirmed_at: now, reset_at: null, last_step: step })
        .where('user_id', '=', userId)
        .execute();
      return replaceRecoveryCodes(transaction, userId);
    },
  };
}

type KeptFactor = Pick<
  Selectable<SecondFactorTable>,
  'secret' | 'pending_secret' | 'confirmed_at' | 'last_step'
>;

const keptOf = prepared<{ userId: string }, KeptFactor>((db, { userId }) =>
  db
    .selectFrom('second_factor')
    .select(['secret', 'pending_secret', 'confirmed_at', 'last_step'])
    .where('user_id', '=', userId),
);

/** Apps show a code in two groups. */
function withoutGaps(code: string): string {
  return code.replace(/\s/g, '');
}
