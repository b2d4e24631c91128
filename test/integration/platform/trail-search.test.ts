import { sql } from 'kysely';
import { expect } from 'vitest';
import type { AuditEventDraft } from '../../../src/shared/domain/audit-event/audit-event';
import type { Action } from '../../../src/shared/domain/audit-event/vocabulary';
import { trailSearchFor, type Stretch, type TrailQuestion } from '../../../src/platform/audit/trail-search';
import { faultOf } from '../../../src/platform/database/fault';
import { up } from '../../../src/platform/database/migrations/2026-11-28-tally';
import { ask } from '../../../src/platform/database/question';
import type { Database } from '../../../src/platform/database/schema';
import { numbers } from '../vault/a-trail';
import { onBothEngines } from './engines';
import { checkTally, placeAll, silentActs, testLogKey, tickingClock } from './log-of-events';

const DAY = 24 * 3600 * 1_000_000;
const PERIOD = 30 * DAY;
/** Where one period ends and the next begins. */
const BORDER = 700 * PERIOD;
const EVENTS = 600;

const people = [undefined, 'ann', 'bob', 'cam'];
const actions: Action[] = ['READ', 'UPDATE', 'EXPORT'];
const types = [undefined, 'Patient', 'Session'];

function someDrafts(next: () => number): AuditEventDraft[] {
  const one = <T>(of: readonly T[]) => of[Math.floor(next() * of.length)] as T;
  return Array.from({ length: EVENTS }, (_, i) => {
    const userId = one(people);
    const type = one(types);
    const action = one(actions);
    return {
      // Over five periods; each third one stands exactly where two of them meet, or beside it.
      occurredAt:
        i % 3 === 0
          ? BORDER + (Math.floor(next() * 5) - 2) * PERIOD + Math.floor(next() * 3) - 1
          : BORDER + Math.floor((next() * 5 - 2.5) * PERIOD),
      category: action === 'EXPORT' ? 'export' : action === 'READ' ? 'access' : 'modification',
      action,
      verb: 'TESTED',
      actor: userId === undefined ? {} : { userId },
      patients: next() < 0.3 ? ['p-1'] : [],
      ...(type !== undefined && { resource: { type } }),
      network: { ip: next() < 0.5 ? '192.0.2.7' : '192.0.2.8' },
      outcome: 'success',
      source: { system: 'test', format: 'wardkeeper' },
    };
  });
}

const isOfPhi = ({ actor, resource, patients }: AuditEventDraft) =>
  actor.userId !== undefined && resource !== undefined && patients.length > 0;

const holds = (question: TrailQuestion) => (draft: AuditEventDraft) =>
  (question.person === undefined || draft.actor.userId === question.person) &&
  (question.actions === undefined || question.actions.includes(draft.action)) &&
  (question.resourceType === undefined || draft.resource?.type === question.resourceType) &&
  (question.patient === undefined || draft.patients.includes(question.patient)) &&
  (question.address === undefined || draft.network?.ip === question.address) &&
  (question.ofPhi !== true || isOfPhi(draft)) &&
  (question.from === undefined || draft.occurredAt >= question.from) &&
  (question.until === undefined || draft.occurredAt < question.until);

async function filled(db: Database, seed: number): Promise<AuditEventDraft[]> {
  const drafts = someDrafts(numbers(seed));
  const clock = tickingClock();
  for (let at = 0; at < EVENTS; at += 50) {
    await silentActs(db, clock).act(async (_, record) => {
      for (const draft of drafts.slice(at, at + 50)) await record(draft);
    });
    await placeAll(db, key, clock);
  }
  return drafts;
}

const key = testLogKey();

onBothEngines('what a search of the trail finds', (engine, test) => {
  test('is counted as it is, whatever is asked', async () => {
    const { db } = await (await engine.place()).open();
    const drafts = await filled(db, 1);
    await checkTally(db);
    const next = numbers(2);
    const one = <T>(of: readonly T[]) => of[Math.floor(next() * of.length)] as T;
    const times = [undefined, 0, -1, 1, PERIOD, -PERIOD, PERIOD + 1, 2 * PERIOD, -2.4 * PERIOD, 0.7 * PERIOD];
    let found = 0;
    for (let i = 0; i < 300; i += 1) {
      const [early, late] = [one(times), one(times)];
      const question: TrailQuestion = {
        person: one(people),
        actions: one([undefined, ['READ'], ['UPDATE', 'EXPORT']]),
        resourceType: one(types),
        patient: next() < 0.2 ? 'p-1' : undefined,
        address: next() < 0.2 ? '192.0.2.7' : undefined,
        ofPhi: next() < 0.3,
        from: early === undefined ? undefined : BORDER + early,
        until: late === undefined ? undefined : BORDER + late,
      };
      const expected = drafts.filter(holds(question)).length;
      const counted = await ask(db, trailSearchFor('ann', 'practice').count(question));
      expect([question, counted]).toEqual([question, expected]);
      const own = drafts.filter((draft) => draft.actor.userId === 'ann').filter(holds(question)).length;
      expect([question, await ask(db, trailSearchFor('ann', 'self').count(question))]).toEqual([
        question,
        own,
      ]);
      found += expected;
    }
    expect(found).toBeGreaterThan(3000);
  });

  test('comes in pages that say whether there are more', async () => {
    const { db } = await (await engine.place()).open();
    const drafts = await filled(db, 3);
    const { newest } = trailSearchFor('ann', 'practice');
    const page = (stretch: Stretch) => ask(db, newest({ person: 'bob' }, stretch));
    const whole = await page({ limit: EVENTS, bytes: 1e9 });
    const count = drafts.filter(holds({ person: 'bob' })).length;
    expect([whole.events.length, whole.isMore]).toEqual([count, false]);
    const seqs = whole.events.map(({ seq }) => seq);
    const at = (place: number) => {
      const { seq = NaN, event } = whole.events[place] ?? {};
      return { occurredAt: event?.occurredAt ?? NaN, seq };
    };

    for (const [stretch, from, to, isMore] of [
      [{ limit: 10, bytes: 1e9 }, 0, 10, true],
      [{ limit: count - 1, bytes: 1e9 }, 0, count - 1, true],
      [{ limit: count, bytes: 1e9 }, 0, count, false],
      [{ limit: 10, bytes: 1e9, before: at(count - 11) }, count - 10, count, false],
      [{ limit: 10, bytes: 1e9, before: at(count - 12) }, count - 11, count - 1, true],
      [{ limit: 10, bytes: 1e9, after: at(10) }, 0, 10, false],
      [{ limit: 10, bytes: 1e9, after: at(11) }, 1, 11, true],
      [{ limit: 10, bytes: 1e9, offset: count - 10 }, count - 10, count, false],
      // One comes however large it is.
      [{ limit: 10, bytes: 1 }, 0, 1, true],
      [{ limit: 10, bytes: 1, after: at(5) }, 4, 5, true],
    ] as const) {
      const got = await page(stretch);
      expect([stretch, got.events.map(({ seq }) => seq), got.isMore]).toEqual([
        stretch,
        seqs.slice(from, to),
        isMore,
      ]);
    }
  });

  test('is counted by what the running service can read and not alter', async () => {
    const place = await engine.place();
    const { db } = await place.open();
    await filled(db, 4);
    const fault = (statement: string) =>
      sql
        .raw(statement)
        .execute(db)
        .then(
          () => 'done',
          (error: unknown) => faultOf(error),
        );
    const [changing] = engine.name === 'PGlite' ? ['done'] : ['forbidden'];
    expect(await fault('select * from audit_tally')).toBe('done');
    expect(await fault('update audit_tally set events = events')).toBe(changing);
    expect(await fault('delete from audit_tally where false')).toBe(changing);
    const row = "('', '', '', false, 0, 0)";
    expect(await fault(`insert into audit_tally values ${row}`)).toBe(changing);

    // Nor by making its triggers fire for a table of one's own.
    for (const change of ['insert', 'delete']) {
      const which = change === 'insert' ? 'new' : 'old';
      const own = db.connection().execute(async (connection) => {
        await sql`create temporary table own (like audit_event)`.execute(connection);
        await sql`insert into own select * from audit_event`.execute(connection);
        try {
          await sql
            .raw(
              `create trigger own after ${change} on own referencing ${which} table as moved
              for each statement execute function tally_${change}()`,
            )
            .execute(connection);
          await sql
            .raw(change === 'insert' ? 'insert into own select * from own' : 'delete from own')
            .execute(connection);
        } finally {
          await sql`drop table own`.execute(connection);
        }
      });
      const refused = engine.name === 'PGlite' ? 'append-only' : 'forbidden';
      expect(await own.then(() => 'done', faultOf)).toBe(refused);
    }
    await checkTally(db);
  });

  test('is counted of what was there before it was counted, and came while it was', async () => {
    const { db } = await (await engine.place()).openAsOwner();
    await filled(db, 5);
    await sql`drop trigger tally_insert on audit_event`.execute(db);
    await sql`drop trigger tally_delete on audit_event`.execute(db);
    await sql`drop function tally_insert, tally_delete, tally_anew`.execute(db);
    await sql`drop table audit_tally`.execute(db);
    await filled(db, 6);
    const migrated = () => db.transaction().execute((transaction) => up(transaction as never));
    // The embedded engine does one thing at a time.
    if (engine.name === 'PGlite') await migrated();
    else {
      let migrating: Promise<void> | undefined;
      await db.transaction().execute(async (transaction) => {
        await sql`insert into audit_event select 1000000 as seq, gen_random_uuid() as event_id, recorded_at, occurred_at,
          user_id, action, resource_type, patient_ids, ip, leaf_hash, salt, body from audit_event where seq = 0`.execute(
          transaction,
        );
        migrating = migrated();
        const waits = () =>
          sql`select from pg_locks where not granted and relation = 'audit_event'::regclass
            and database = (select oid from pg_database where datname = current_database())`.execute(db);
        await expect.poll(async () => (await waits()).rows.length, { timeout: 10_000 }).toBe(1);
      });
      await migrating;
    }
    await checkTally(db);
    await filled(db, 7);
    await checkTally(db);
  });
});
