import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { backgroundOf } from '../../../src/platform/operations/background';
import { startPlatform } from '../../../src/platform/start';
import { signIn } from '../../../src/shared/contract/platform/auth';
import { platformClient } from '../../../src/shared/contract/platform/client';
import { ok } from '../../../src/shared/domain/result';
import { onBothEngines } from './engines';
import { cheapCost, fetchTransport, freshKeys, inClear } from './running';

const MINUTES = 60_000_000;
const FAR = 9_000_000_000_000_000;

onBothEngines('looking after the service', (engine, test) => {
  test('a watch that is stuck is seen from outside, by how far it is behind and how often it failed', async () => {
    const database = await (await engine.place()).open();
    // What is recorded now is three minutes old once the clock goes right.
    let behind = 3 * MINUTES;
    const started = await startPlatform({
      open: () => Promise.resolve(ok(database)),
      version: '0.0.0-test',
      transport: inClear,
      ...freshKeys(),
      practice: { name: 'Test practice', timeZone: 'America/Chicago', synthetic: true },
      hashCost: cheapCost,
      clock: () => Date.now() * 1000 - behind,
      log: () => undefined,
      claimed: () => undefined,
    });
    if (!started.ok) throw new Error(started.message);
    const { address, operations, stop } = started.value;
    const ask = async (path: string) => {
      const reply = await fetch(`${operations}${path}`);
      return { status: reply.status, body: await reply.text() };
    };
    const gauge = async (name: string) => {
      const line = (await ask('/metrics')).body
        .split('\n')
        .find((one) => one.startsWith(`wardkeeper_${name} `));
      return line === undefined ? null : Number(line.split(' ').at(-1));
    };
    const failures = async () => gauge('failures_in_a_row{work="watch"}');
    const readiness = async () => {
      const { status, body } = await ask('/readyz');
      return { status, ...(JSON.parse(body) as { ready: boolean; warnings: string[] }) };
    };
    try {
      await expect.poll(async () => gauge('watch_behind_events'), { timeout: 10_000 }).toBe(0);
      expect(await failures()).toBe(0);
      // A row that was torn: the look that has to read it fails, and so does each that follows.
      await database.db
        .insertInto('detector_state')
        .values({ kind: 'address-failures', key: '127.0.0.1', state: '{', kept_until: FAR })
        .execute();
      const client = platformClient(fetchTransport(address, ''));
      await client.call(signIn, { userName: 'nobody', password: 'wrong' });
      await expect.poll(failures, { timeout: 20_000, interval: 300 }).toBeGreaterThan(2);
      behind = 0;
      await expect.poll(async () => gauge('watch_behind_seconds')).toBeGreaterThan(170);
      expect(await gauge('watch_behind_events')).toBeGreaterThan(0);
      // It answers all the same: another node would do no better.
      await expect.poll(readiness, { timeout: 5000 }).toMatchObject({
        status: 200,
        ready: true,
        warnings: [
          expect.stringMatching(/^The look for signs of misuse failed \d+ times in a row/) as string,
          expect.stringMatching(/not looked at for signs of misuse yet, the oldest for 3 min/) as string,
        ],
      });
      await database.db.deleteFrom('detector_state').where('state', '=', '{').execute();
      await expect.poll(readiness, { timeout: 10_000, interval: 300 }).toMatchObject({ warnings: [] });
      expect([await failures(), await gauge('watch_behind_events')]).toEqual([0, 0]);
    } finally {
      await stop();
    }
  });

  test('the newest good backup has an age, and failures since then are counted', async () => {
    const { db } = await (await engine.place()).open();
    const now = 1_780_000_000_000_000;
    const look = () => backgroundOf(db, () => now);
    await db
      .insertInto('practice')
      .values({
        practice_id: randomUUID(),
        ...{ name: 'x', time_zone: 'UTC', synthetic: true, created_at: now - 90 * MINUTES },
      })
      .execute();
    expect(await look()).toMatchObject({ backupAge: null, backupFailures: 0, practiceAge: 5400 });
    const attempt = (minutesAgo: number, result: object) =>
      db
        .insertInto('backup')
        .values({
          backup_id: randomUUID(),
          begun_at: now - minutesAgo * MINUTES,
          alive_at: now,
          ...(result as { outcome: 'good' }),
        })
        .execute();
    const failed = { outcome: 'failed', reason: 'folder' };
    await attempt(80, failed);
    await attempt(70, {
      ...{ outcome: 'good', made_at: now - 69 * MINUTES, verified: 'restored', verified_at: now },
      ...{ events: 1, root: 'r', file: 'a', bytes: 1, sha256: 'a'.repeat(64) },
    });
    expect(await look()).toMatchObject({ backupAge: 69 * 60, backupFailures: 0 });
    await attempt(60, failed);
    await attempt(50, failed);
    expect(await look()).toMatchObject({ backupAge: 69 * 60, backupFailures: 2 });
  });
});
