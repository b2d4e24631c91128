import { sql } from 'kysely';
import { expect, vi } from 'vitest';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { signOut } from '../../../src/shared/contract/platform/auth';
import { onEveryEngine } from './engines';
import { adminName, freshKeys, sharedPlatform, startTestPlatform, type TestPlatform } from './running';

/** What happens between a page's being read and whatever is done next: nothing, unless a test says. */
const meanwhile = vi.hoisted<{ once: (() => Promise<void>) | null }>(() => ({ once: null }));
vi.mock(import('../../../src/platform/audit/trail'), async (original) => {
  const trail = await original();
  return {
    ...trail,
    trailFor(...given) {
      const read = trail.trailFor(...given);
      return {
        ...read,
        async page(...asked) {
          const lines = await read.page(...asked);
          const { once } = meanwhile;
          meanwhile.once = null;
          await once?.();
          return lines;
        },
      };
    },
  };
});

/** Far below the longest wait, and far above the log's own rhythm: the machine may do other things too. */
const SOON_MS = 5000;
const HOUR_MS = 3_600_000;

onEveryEngine('waiting for events', (engine, test) => {
  const shared = sharedPlatform(engine);

  /** A session that has read everything there is. */
  async function reader(platform: TestPlatform): Promise<{ accessToken: string; from: number }> {
    const accessToken = await platform.claim();
    let from = 0;
    for (;;) {
      await platform.placed();
      const page = await platform.client.call(listEvents, { from }, { accessToken });
      if (!page.ok) throw new Error(page.message);
      if (page.value.events.length === 0) return { accessToken, from };
      from += page.value.events.length;
    }
  }

  async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
    const began = performance.now();
    const value = await work;
    return { value, ms: performance.now() - began };
  }

  const waitFor = (
    platform: TestPlatform,
    { accessToken, from }: { accessToken: string; from: number },
    wait: number,
  ) => timed(platform.client.call(listEvents, { from, wait }, { accessToken }));

  const sizeOf = async ({ db }: TestPlatform) => {
    const { size } = await db.selectFrom('checkpoint').select('size').executeTakeFirstOrThrow();
    return size;
  };

  test('an event comes as soon as it has its place, to everybody who waits, under a head that covers it', async () => {
    const platform = await shared();
    const who = await reader(platform);
    const waiting = Array.from({ length: 20 }, () => waitFor(platform, who, 20));
    // Whoever waits holds no connection: others are answered meanwhile, on PGlite's only one as well.
    const acted = await timed(platform.signIn(adminName));
    const done = await Promise.all(waiting);
    const after = Math.round(Math.max(...done.map(({ ms }) => ms)) - acted.ms);
    process.stdout.write(
      `${engine.name} × ${engine.nodes}: ${after} ms after the act, ${done.length} had its event\n`,
    );
    for (const { value, ms } of done) {
      if (!value.ok) throw new Error(value.message);
      expect(value.value.events[0]).toMatchObject({ seq: who.from, event: { verb: 'LOGIN' } });
      expect(Number(value.value.checkpoint.split('\n')[1])).toBeGreaterThan(who.from);
      expect(ms).toBeLessThan(acted.ms + SOON_MS);
    }
  });

  test('an event that comes between the page and the wait ends the wait as well', async () => {
    const platform = await shared();
    const who = await reader(platform);
    meanwhile.once = async () => {
      await platform.signIn(adminName);
      await platform.placed();
    };
    const { value, ms } = await waitFor(platform, who, 20);
    if (!value.ok) throw new Error(value.message);
    expect(value.value.events[0]).toMatchObject({ seq: who.from, event: { verb: 'LOGIN' } });
    expect(ms).toBeLessThan(SOON_MS);
  });

  test('where none comes, the wait ends with its time, and nothing was appended or is left behind', async () => {
    const platform = await shared();
    const who = await reader(platform);
    const before = await sizeOf(platform);
    const { value, ms } = await waitFor(platform, who, 1);
    expect(value).toMatchObject({ ok: true, value: { events: [] } });
    expect(ms).toBeGreaterThanOrEqual(990);
    expect(await sizeOf(platform)).toBe(before);
    expect(await platform.db.selectFrom('audit_intake').selectAll().execute()).toEqual([]);
  });

  test('who asks from beyond the end hears so at once', async () => {
    const platform = await shared();
    const { accessToken, from } = await reader(platform);
    const { value, ms } = await waitFor(platform, { accessToken, from: from + 1 }, 20);
    expect(value).toMatchObject({ ok: true, value: { events: [] } });
    expect(ms).toBeLessThan(SOON_MS);
  });

  test('a session that ends while it waits gets nothing of what it waited for', async () => {
    const platform = await shared();
    const who = await reader(platform);
    const waiting = waitFor(platform, who, 20);
    await platform.client.call(signOut, {}, { accessToken: who.accessToken });
    const { value, ms } = await waiting;
    expect(value).toMatchObject({ code: 'not-signed-in' });
    expect(ms).toBeLessThan(SOON_MS);
  });

  test('a client that goes ends its wait', async () => {
    const platform = await shared();
    const who = await reader(platform);
    const { accessToken, from } = who;
    const gone = new AbortController();
    const waiting = platform.client.call(
      listEvents,
      { from, wait: 20 },
      { accessToken, signal: gone.signal },
    );
    const answered = () => platform.logged.filter((line) => line.includes('audit.listEvents')).length;
    const before = answered();
    // It has begun to wait once it has asked: others who ask every node after it have been answered.
    const { length } = platform.nodes;
    for (let i = 0; i < length; i += 1) await platform.client.call(listEvents, { from }, { accessToken });
    expect(answered()).toBe(before + length);
    gone.abort();
    expect(await waiting).toMatchObject({ code: 'cancelled' });
    await expect.poll(answered).toBe(before + length + 1);
  });

  test('a service that stops answers who waits at once', async () => {
    const platform = await startTestPlatform(await engine.place());
    const who = await reader(platform);
    const waiting = waitFor(platform, who, 20);
    for (const _ of platform.nodes) {
      await platform.client.call(listEvents, { from: who.from }, { accessToken: who.accessToken });
    }
    const stopped = await timed(platform.stop());
    const { value, ms } = await waiting;
    expect(value).toMatchObject({ ok: true, value: { events: [] } });
    expect(ms).toBeLessThan(5000);
    expect(stopped.ms).toBeLessThan(5000);
  });

  test('an idle console that waits again and again, and refreshes nothing, appends no event', async () => {
    const platform = await shared();
    const who = await reader(platform);
    const before = await sizeOf(platform);
    for (let i = 0; i < 3; i += 1) await waitFor(platform, who, 1);
    expect(await sizeOf(platform)).toBe(before);
  });

  test('a node that never looks by itself hears of it at once, and again after its listening was cut', async () => {
    const place = { ...(await engine.place()), nodes: 1 };
    const keys = freshKeys();
    const isShared = engine.name === 'PostgreSQL';
    // By itself it would look at the intake, and at how far others are, in an hour.
    const rhythm = { everyMs: HOUR_MS, settleMs: 20, lookMs: HOUR_MS };
    const node = await startTestPlatform(place, { ...keys, rhythm });
    const heard = () => node.logged.filter((line) => line.includes('nodes-heard')).length;
    let other = node;
    try {
      // PGlite has one process; there the same event comes from it.
      if (isShared) other = await startTestPlatform(place, keys);
      const hearsOfSignIn = async () => {
        const who = await reader(node);
        const waiting = waitFor(node, who, 20);
        // It has begun to wait once another has been answered.
        await node.client.call(listEvents, { from: who.from }, { accessToken: who.accessToken });
        await other.signIn(adminName);
        const { value, ms } = await waiting;
        expect(value.ok && value.value.events.map(({ event }) => event.verb)).toEqual(['LOGIN']);
        expect(ms).toBeLessThan(SOON_MS);
      };
      await expect.poll(heard, { timeout: SOON_MS }).toBeGreaterThanOrEqual(isShared ? 1 : 0);
      await hearsOfSignIn();
      const before = heard();
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'wardkeeper-listener' and datname = current_database()`.execute(node.db);
      await expect.poll(heard, { timeout: 2 * SOON_MS }).toBeGreaterThanOrEqual(before + (isShared ? 1 : 0));
      await hearsOfSignIn();
    } finally {
      if (other !== node) await other.stop();
      await node.stop();
    }
  });

  test('what another node puts into the log comes too, where there can be one', async () => {
    const place = await engine.place();
    const keys = freshKeys();
    const platform = await startTestPlatform(place, keys);
    try {
      const who = await reader(platform);
      const waiting = waitFor(platform, who, 20);
      // PGlite has one process; there the same event comes from it. Of two nodes the other is asked next.
      const isAlone = engine.name === 'PostgreSQL' && engine.nodes === 1;
      const other = isAlone ? await startTestPlatform(place, keys) : platform;
      await other.signIn(adminName);
      const { value, ms } = await waiting;
      expect(value).toMatchObject({ ok: true });
      expect(value.ok && value.value.events.length).toBeGreaterThan(0);
      expect(ms).toBeLessThan(10_000);
      if (other !== platform) await other.stop();
    } finally {
      await platform.stop();
    }
  });
});
