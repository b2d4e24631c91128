import { sql } from 'kysely';
import { expect } from 'vitest';
import { lookOnce } from '../../../src/platform/detection/watch';
import { makeSyntheticPractice } from '../../../src/platform/synthetic/make-practice';
import { truthTable } from '../../../src/platform/synthetic/store';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import { onBothEngines } from './engines';
import { silentActs, testLogKey } from './log-of-events';
import { smallPractice } from './small-practice';

/** A Thursday afternoon in La Crosse. */
const now = Date.UTC(2026, 4, 28, 20, 26) * 1000;
const days = 52;

/** What each planted kind has to be found as: one of these. */
const foundAs: Readonly<Record<string, readonly string[]>> = {
  'stolen-password': ['impossible-travel', 'new-place'],
  'password-spraying': ['spraying'],
  'bulk-export': ['export-volume'],
  'sequential-enumeration': ['bulk-reads'],
};

/** Alerts a day of the practice that nothing was planted for, at most. Measured: alerts.md. */
const MOST_FALSE_A_DAY = 0.6;

onBothEngines('the past of a synthetic practice', (engine, test) => {
  test('shows the misuse that was planted in it, and little else', async () => {
    const place = await engine.place();
    const { db } = await place.open();
    const made = await makeSyntheticPractice({
      ...smallPractice,
      size: { seed: 'replay-2', staff: 30, patients: 1500, days },
      db,
      key: testLogKey(),
      clock: () => now,
      progress: () => undefined,
    });
    expect(made.ok).toBe(true);
    const { practice } = smallPractice;
    const parts = { db, acts: silentActs(db, () => now), clock: () => now, practice, since: 0 };
    for (let moved = 1; moved > 0;) moved = (await lookOnce(parts)).moved;

    const { rows } = await sql<{ kind: string; body: string }>`
      select kind, body from ${sql.table(truthTable)} join audit_event using (seq)`.execute(
      // The service itself may not read what was planted; its PGlite has one user, and is open already.
      engine.name === 'PGlite' ? db : (await place.openAsOwner()).db,
    );
    const planted = rows.map(({ kind, body }) => ({ kind, event: JSON.parse(body) as AuditEvent }));
    const alerts = await db.selectFrom('alert').selectAll().execute();
    type Row = (typeof alerts)[number];
    const isAbout = (
      { user_id, address, first_at, last_at }: Row,
      { actor, network, occurredAt }: AuditEvent,
    ) =>
      occurredAt >= first_at &&
      occurredAt <= last_at &&
      (user_id === null
        ? network?.ip?.startsWith(String(address).replace(/\d+\/24$/, '')) === true
        : actor.userId === user_id);

    for (const [kind, kinds] of Object.entries(foundAs)) {
      const events = planted.filter((one) => one.kind === kind).map(({ event }) => event);
      expect([kind, events.length > 0]).toEqual([kind, true]);
      const found = alerts.filter(
        (alert) => kinds.includes(alert.kind) && events.some((event) => isAbout(alert, event)),
      );
      expect([kind, found.length > 0]).toEqual([kind, true]);
    }
    const isFalse = alerts.filter((alert) => !planted.some(({ event }) => isAbout(alert, event)));
    process.stdout.write(`${alerts.length} alerts in ${days} days, ${isFalse.length} for nothing planted\n`);
    expect(isFalse.length / days).toBeLessThan(MOST_FALSE_A_DAY);

    // What it remembers stays small, and each row of it too.
    const { size, largest } = await db
      .selectFrom('detector_state')
      .select([sql<number>`count(*)::int`.as('size'), sql<number>`max(length(state))`.as('largest')])
      .executeTakeFirstOrThrow();
    expect(size).toBeLessThan(2000);
    expect(largest).toBeLessThan(20_000);
  });
});
