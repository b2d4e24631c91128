import { addressBlocks, blockIfTooMany } from '../identity/address-blocks';
import { addressKey } from '../../shared/detection/address';
import { lockoutAt, mostFailuresAnywhere } from '../../shared/domain/lockout';
import { err, type Refusal } from '../../shared/domain/result';
import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import type { Visitor } from '../access/caller';
import { addressBlocked, draftBy, systemDraft, type Happened } from '../audit/draft';
import { SECOND } from '../clock';
import { askTogether } from '../database/question';
import { accountNamed, type KnownAccount } from '../identity/accounts';
import { beginAttempt, type Attempted } from '../identity/failures';
import { hasComeFrom } from '../identity/sessions';
import { userKey } from '../identity/user-key';
import type { Service } from '../service';

/** An attempt that was looked at. It is counted as failed until it is withdrawn or its failures are forgotten. */
export interface LookedAt {
  attempted: Attempted;
  /** Under which instant it is counted. */
  at: number;
  /** Length of the run of failures with this one. */
  failures: number;
  known: KnownAccount | null;
  isPasswordRight: boolean;
  /** The password is right, and the account may be used. */
  mayEnter: boolean;
  /** Why not, in the words of the audit trail. */
  reason: 'unknown-user' | 'wrong-password' | NonNullable<KnownAccount['barred']>;
}

/**
 * Looks at a password once its turn has come. A refusal says to wait; the first one of each wait is recorded,
 * as `tried`.
 */
export async function attemptPassword(
  { acts, clock, passwords }: Service,
  visitor: Visitor,
  typed: { userName: string; password: string },
  tried: Happened,
): Promise<LookedAt | Refusal> {
  const attempted = { userKey: userKey(typed.userName), address: addressKey(visitor.network.address) };
  const looked = await acts.quietly(async (transaction, record) => {
    const now = clock();
    const [known, [block]] = await askTogether(transaction, [
      accountNamed(attempted.userKey),
      addressBlocks(now, attempted.address),
    ]);
    if (block !== undefined) return blocked(Math.ceil((block.until - now) / SECOND));
    const begun = await beginAttempt(transaction, attempted, clock(), {
      most: mostFailuresAnywhere,
      isExempt: async () =>
        known !== null && (await hasComeFrom(transaction, known.account.userId, attempted.address)),
    });
    if ('isFirst' in begun && begun.isFirst) {
      const reason = begun.failures >= lockoutAt ? 'account-locked' : 'too-soon';
      await record(attemptDraft(visitor, known, { ...tried, outcome: 'denied', meta: { reason } }, clock()));
    }
    if ('at' in begun) {
      // This attempt is let through: it may succeed, and is then counted no more.
      const userNames = await blockIfTooMany(transaction, attempted.address, begun.at);
      if (userNames !== null)
        await record(systemDraft(addressBlocked(attempted.address, userNames, 'many-names'), begun.at));
    }
    return { attempt: begun, known };
  });
  if ('ok' in looked) return looked;
  const { attempt, known } = looked;
  if (!('at' in attempt)) return tooMany(attempt.waitSeconds);
  // Whatever else bars the account, its password takes as long to look at as any other.
  const isPasswordRight = await passwords.fits(typed.password, known?.passwordHash ?? null);
  return {
    attempted,
    at: attempt.at,
    failures: attempt.failures,
    known,
    isPasswordRight,
    mayEnter: isPasswordRight && known?.barred === null,
    reason: known === null ? 'unknown-user' : (known.barred ?? 'wrong-password'),
  };
}

/** The event of an attempt by somebody who is not known to be the account's owner. */
export function attemptDraft(
  visitor: Visitor,
  known: KnownAccount | null,
  happened: Happened,
  now: number,
): AuditEventDraft {
  // Never what was typed: it may be a password, and the trail keeps it for ever.
  const actor = known === null ? {} : { userId: known.account.userId, userName: known.account.userName };
  return { ...draftBy(visitor, happened, now), actor };
}

function blocked(seconds: number): Refusal {
  return err(
    'too-many',
    'Too many names were tried from this address; nobody can sign in from here for a while.',
    'Wait until the time is over, or ask an administrator who is signed in to release the address.',
    seconds,
  );
}

export function tooMany(seconds: number): Refusal {
  return err(
    'too-many',
    'Too many failed sign-ins with this name.',
    'Wait until the time is over, then try again.',
    seconds,
  );
}

export const codeNeeded = err(
  'code-needed',
  'This account asks for a code as well.',
  'Enter the six digits that your authenticator app shows, or a recovery code.',
);
