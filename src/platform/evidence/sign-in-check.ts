import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { doorDetectors } from '../../shared/detection/detectors';
import { observe, type FindingKind, type States } from '../../shared/detection/detector';
import { observationOf } from '../../shared/detection/observation';
import type { Thresholds } from '../../shared/detection/thresholds';
import { addressBlockedFor, lockoutAt, mostNamesFailing, waits } from '../../shared/domain/lockout';
import { counted } from '../../shared/domain/words';
import { systemDraft } from '../audit/draft';
import { MINUTE } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import { blindDetectors } from '../detection/places';
import { detectionSettingsOf } from '../detection/settings';
import { beginAttempt, EVERYWHERE } from '../identity/failures';
import { lockedOut } from '../identity/lockouts';
import { notProved, proved, type Check } from './check';
import { undone } from './undone';

const DAY = 24 * 60 * MINUTE;
/** How far back alerts and failures are counted. */
const DAYS = 30;
/** A failure has its event, and the detectors have looked at it, long before. */
const RECORDED_WITHIN = MINUTE;
const LOOKED_WITHIN = 5 * MINUTE;
/** No user name is spelled so. */
const nobodysName = '\u0001evidence';
/** Of no network (RFC 5737). */
const nobodysAddress = '192.0.2.1';

/**
 * Failed sign-ins: some are made for the look, to be locked out and to be found by the detectors as they are set; and
 * those of late are held to the trail.
 */
export const signInMonitoring: Check = {
  provisions: ['164.308(a)(5)(ii)(C)'],
  async look({ service: { db, practice }, now }) {
    const { settings } = await detectionSettingsOf(db);
    const blind = blindDetectors(settings, practice.synthetic).map(({ kind }) => kind);
    const lockedOutAtLast = await undone(db, (transaction) => locksOut(transaction, now));
    const unrecorded = await unrecordedFailures(db, now);
    const facts = {
      failuresUntilLockout: lockoutAt,
      lockoutMinutes: (waits.at(-1) ?? 0) / MINUTE,
      namesUntilAddressIsBlocked: mostNamesFailing,
      addressBlockMinutes: addressBlockedFor / MINUTE,
      lockedOutNow: (await lockedOut(db, now)).length,
      lockoutTried: lockedOutAtLast,
      alertTried: raisesAlert(settings.thresholds, now),
      unrecorded,
      detectorsBehind: await areDetectorsBehind(db, now),
      days: DAYS,
      failed: await failuresSince(db, now - DAYS * DAY),
      alerts: await alertsSince(db, now - DAYS * DAY),
      ...(blind.length > 0 && { blindDetectors: blind.join(' ') }),
    };
    if (!facts.lockoutTried) return notProved('Failed sign-ins in a row do not lock a name out.', facts);
    if (!facts.alertTried) return notProved('Failed sign-ins in a row raise no alert.', facts);
    if (unrecorded > 0) {
      return notProved(
        `${counted(unrecorded, 'failed sign-in of the last hour is', 'failed sign-ins of the last hour are')} not in the audit trail.`,
        facts,
      );
    }
    if (facts.detectorsBehind) {
      return notProved('What raises alerts has not looked at the audit trail for minutes.', facts);
    }
    const unseen = blind.length === 0 ? '' : ` As it is set, ${blind.join(', ')} is not seen.`;
    return proved(
      `Failed sign-ins are recorded, looked at and locked out: those made for this look were. In ${DAYS} days ${counted(facts.failed, 'sign-in')} failed, and ${counted(facts.alerts, 'alert')} about sign-ins came of it.${unseen}`,
      facts,
      now,
    );
  },
};

/** Whether each failure in a row makes the next attempt wait as long as the rule says, and the last locks out. */
async function locksOut(transaction: DatabaseTransaction, now: number): Promise<boolean> {
  const attempted = { userKey: nobodysName, address: nobodysAddress };
  let at = now - DAY;
  for (const wait of waits) {
    const begun = await beginAttempt(transaction, attempted, at);
    if (!('at' in begun)) return false;
    const next = await beginAttempt(transaction, attempted, at + 1);
    if ('at' in next || next.waitSeconds * 1_000_000 < wait) return false;
    at += wait;
  }
  return true;
}

/** Whether the detectors, as they are set now, find that many failures with one account. */
function raisesAlert(thresholds: Thresholds, now: number): boolean {
  const states: States = new Map();
  const userId = randomUUID();
  return Array.from({ length: thresholds.accountFailures }, (_, i) => {
    const event = {
      ...systemDraft(
        { action: 'FAILED_LOGIN', verb: 'LOGIN', resource: { type: 'Session' }, outcome: 'failure' },
        now + i,
      ),
      actor: { userId },
      network: { ip: nobodysAddress },
    };
    const seen = observationOf(
      event,
      () => null,
      () => ({ day: 0, weekday: 0, hour: 0, isExpected: true }),
      () => [],
    );
    return seen === null ? [] : observe(doorDetectors, states, seen, thresholds);
  })
    .flat()
    .some(({ kind }) => kind === 'account-failures');
}

/** Counted failures of which the trail tells nothing from the same address; the last of them still wait for their place. */
async function unrecordedFailures(db: Database, now: number): Promise<number> {
  const { rows } = await sql<{ unrecorded: number }>`
    select count(*)::int as unrecorded from failed_sign_in as failure
    where failed_at < ${now - RECORDED_WITHIN} and failed_at > ${now - 60 * MINUTE}
      and not exists (select 1 from audit_event
        where (ip <<= failure.address or failure.address = ${EVERYWHERE}::inet) and occurred_at >= failure.failed_at
          and occurred_at <= failure.failed_at + ${RECORDED_WITHIN})`.execute(db);
  return rows[0]?.unrecorded ?? 0;
}

/** Whether the first event that they have not seen has been there for long. */
async function areDetectorsBehind(db: Database, now: number): Promise<boolean> {
  const { next_seq: next } = await db
    .selectFrom('detection_cursor')
    .select('next_seq')
    .executeTakeFirstOrThrow();
  const unseen = await db
    .selectFrom('audit_event')
    .select('recorded_at')
    .where('seq', '>=', next ?? 0)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return unseen !== undefined && unseen.recorded_at < now - LOOKED_WITHIN;
}

async function failuresSince(db: Database, since: number): Promise<number> {
  const { failed } = await db
    .selectFrom('audit_event')
    .select(sql<number>`count(*)::int`.as('failed'))
    .where('action', '=', 'FAILED_LOGIN')
    .where('occurred_at', '>=', since)
    .executeTakeFirstOrThrow();
  return failed;
}

const aboutFailures: FindingKind[] = ['account-failures', 'address-failures', 'spraying', 'place-refused'];

async function alertsSince(db: Database, since: number): Promise<number> {
  const { raised } = await db
    .selectFrom('alert')
    .select(sql<number>`count(*)::int`.as('raised'))
    .where('kind', 'in', aboutFailures)
    .where('raised_at', '>=', since)
    .executeTakeFirstOrThrow();
  return raised;
}
