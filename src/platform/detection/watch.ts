import type { Practice } from '../../shared/contract/platform/auth';
import { weekdays, type DetectionSettings } from '../../shared/contract/platform/detection-settings';
import type { Detector, Finding } from '../../shared/detection/detector';
import { observe, placeOf } from '../../shared/detection/detector';
import { doorDetectors } from '../../shared/detection/detectors';
import { observationOf, type LocalHour, type Observation } from '../../shared/detection/observation';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import { localTime } from '../../shared/domain/zoned-time';
import type { Acts, Recorder } from '../audit/act';
import { startSequencer } from '../audit/sequencer';
import { MINUTE, type Clock } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import { isUserId } from './user-id';
import type { Rounds } from '../operations/rounds';
import { gathered, raise } from './alerts';
import { answerTo } from './answer';
import { locateBy } from './places';
import { sessionsBeside } from './sessions-beside';
import { detectionSettingsOf } from './settings';
import { changedState, loadStates, saveStates, type ChangedState, type StateKey } from './states';

export interface WatchParts {
  db: Database;
  acts: Acts;
  clock: Clock;
  practice: Practice;
  /** When this service began: from what an older log tells the detectors learn, and raise nothing. */
  since: number;
}

/** Events of one transaction. */
const BATCH_EVENTS = 500;
/** How far back they learn at their first look: whoever works here was here within a month. */
const LEARN_FROM = 30 * 24 * 60 * MINUTE;
/** Between two looks: other nodes extend the log too. */
const EVERY_MS = 2000;
const SETTLE_MS = 50;
const HOUR = 60 * MINUTE;

/**
 * Looks at what the log got since the last look, in one transaction: what the detectors remember, the alerts and how
 * far they are commit together, so each event is looked at once. The row of how far is the lock: one node looks, and
 * who dies lets go. `full`: more waits. Throws what the database throws.
 */
export async function lookOnce(parts: WatchParts): Promise<{ moved: number; full: boolean }> {
  const { acts, db } = parts;
  // Most looks find nothing, and must not write: locking a row is a write too.
  const waits = await db
    .selectFrom('detection_cursor')
    .innerJoin('checkpoint', (join) => join.onTrue())
    .select(['next_seq', 'size'])
    .executeTakeFirstOrThrow();
  if (waits.next_seq !== null && waits.next_seq >= waits.size) return { moved: 0, full: false };
  return acts.quietly((transaction, record) => lookIn(transaction, record, parts));
}

async function lookIn(transaction: DatabaseTransaction, record: Recorder, parts: WatchParts) {
  const { clock, practice } = parts;
  const cursor = await transaction
    .selectFrom('detection_cursor')
    .select(['next_seq', 'quiet_before'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (cursor === undefined) return { moved: 0, full: false };
  const from = cursor.next_seq ?? (await firstOf(transaction, parts.since - LEARN_FROM));
  const quietBefore = cursor.quiet_before ?? parts.since;
  const rows = await transaction
    .selectFrom('audit_event')
    .select(['seq', 'body'])
    .where('seq', '>=', from)
    .orderBy('seq')
    .limit(BATCH_EVENTS)
    .execute();
  const events = rows.map(({ body }) => JSON.parse(body) as AuditEvent);
  const { settings } = await detectionSettingsOf(transaction);
  const locate = locateBy(settings, practice.synthetic);
  const hour = localHours(settings, practice.timeZone, await shiftsAround(transaction, events));
  const beside = await sessionsBeside(transaction, events);
  const seen = events
    .map((event) => observationOf(event, locate, hour, beside))
    .filter((one) => one !== null);
  const { findings, changed } = await detect(transaction, seen, settings);
  const now = clock();
  for (const found of gathered(findings.filter(({ at }) => at >= quietBefore))) {
    const answer = await answerTo(transaction, record, found.finding, now);
    await raise(transaction, record, found, answer, now);
  }
  const newest = events.at(-1);
  // A past that is learned from is not over yet, however long ago it is; an event may date itself ahead.
  await saveStates(transaction, changed, Math.min(now, newest?.occurredAt ?? 0));
  await transaction
    .updateTable('detection_cursor')
    .set({ next_seq: (rows.at(-1)?.seq ?? from - 1) + 1, quiet_before: quietBefore })
    .execute();
  // A past that is only learned from has time; whoever works now goes first.
  const isPast = newest !== undefined && newest.occurredAt < quietBefore;
  return { moved: rows.length, full: rows.length === BATCH_EVENTS && !isPast };
}

/** The place of the first event since then; where there is none, of the next one there will be. */
async function firstOf(transaction: DatabaseTransaction, since: number): Promise<number> {
  const first = await transaction
    .selectFrom('audit_event')
    .select('seq')
    .where('occurred_at', '>=', since)
    .orderBy('occurred_at')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  if (first !== undefined) return first.seq;
  const { size } = await transaction.selectFrom('checkpoint').select('size').executeTakeFirstOrThrow();
  return size;
}

async function detect(
  transaction: DatabaseTransaction,
  seen: readonly Observation[],
  { thresholds }: DetectionSettings,
): Promise<{ findings: Finding[]; changed: ChangedState[] }> {
  const keys = new Map<string, StateKey>();
  for (const one of seen) {
    for (const { kind, keyOf } of doorDetectors) {
      const key = keyOf(one);
      if (key !== null) keys.set(placeOf(kind, key), { kind, key });
    }
  }
  const states = await loadStates(transaction, [...keys.values()]);
  const touched = new Map<string, [Detector<unknown>, string, number]>();
  const findings = seen.flatMap((one) =>
    observe(doorDetectors, states, one, thresholds, (detector, key) => {
      touched.set(placeOf(detector.kind, key), [detector, key, one.at]);
    }),
  );
  const changed = [...touched].map(([place, [detector, key, at]]) =>
    changedState(detector, key, states.get(place) ?? null, at),
  );
  return { findings, changed };
}

type Shifts = ReadonlyMap<string, readonly { starts_at: number; ends_at: number }[]>;

/** The shifts, on-call ones too, of whoever acted, about when they did. */
async function shiftsAround(
  transaction: DatabaseTransaction,
  events: readonly AuditEvent[],
): Promise<Shifts> {
  const userIds = [...new Set(events.flatMap(({ actor }) => actor.userId ?? []))].filter(isUserId);
  const times = events.map(({ occurredAt }) => occurredAt);
  if (userIds.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('shift')
    .select(['user_id', 'starts_at', 'ends_at'])
    .where('user_id', 'in', userIds)
    .where('cancelled_at', 'is', null)
    .where('starts_at', '<', Math.max(...times) + HOUR)
    .where('ends_at', '>', Math.min(...times) - HOUR)
    .limit(10_000)
    .execute();
  const shifts = new Map<string, { starts_at: number; ends_at: number }[]>();
  for (const row of rows) shifts.set(row.user_id, [...(shifts.get(row.user_id) ?? []), row]);
  return shifts;
}

/** What the practice's clock shows; an hour before it opens and after it closes people are still expected. */
function localHours(
  { openingHours }: DetectionSettings,
  timeZone: string,
  shifts: Shifts,
): (micros: number, userId: string | null) => LocalHour {
  return (micros, userId) => {
    const { year, month, day: date, hour } = localTime(micros, timeZone);
    const day = Date.UTC(year, month - 1, date) / 86_400_000;
    const weekday = (day + 4) % 7;
    const open = openingHours[weekdays[weekday] ?? 'sunday'];
    const isOpen = open.until > open.from && hour >= open.from - 1 && hour < open.until + 1;
    const own = userId === null ? [] : (shifts.get(userId) ?? []);
    const isOnDuty = own.some((shift) => micros > shift.starts_at - HOUR && micros < shift.ends_at + HOUR);
    return { day, weekday, hour, isExpected: isOpen || isOnDuty };
  };
}

export interface Watch {
  /** The log has grown: a look follows. */
  nudge(): void;
  /** No look starts any more; resolves when the running one has ended. */
  stop(): Promise<void>;
}

/** Looks soon after a nudge, at once after a full look, else in rhythm: what the sequencer does for the log. */
export function startWatch(parts: WatchParts, rounds: Rounds): Watch {
  return startSequencer({
    async extend() {
      const { moved, full } = await lookOnce(parts);
      rounds.done();
      return full ? { moved, full, size: 0 } : { moved: 0, full: false };
    },
    everyMs: EVERY_MS,
    settleMs: SETTLE_MS,
    extended: () => undefined,
    failed: rounds.failed,
    damaged: () => undefined,
  });
}
