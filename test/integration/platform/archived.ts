import type { PlatformClient } from '../../../src/shared/contract/platform/client';
import { listArchives, makeArchives, type Archive } from '../../../src/shared/contract/platform/archives';
import { listEvents, type LoggedEvent } from '../../../src/shared/contract/platform/audit';
import type { AuditEventDraft } from '../../../src/shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import { openCheckpoint } from '../../../src/shared/transparency/checkpoint';
import { rootOfLeaves } from '../../../src/shared/transparency/compact-range';
import type { ArchiveCare } from '../../../src/platform/archives/round';
import { actsOn } from '../../../src/platform/audit/act';
import { logKeyFrom } from '../../../src/platform/audit/log-key';
import { systemDraft } from '../../../src/platform/audit/draft';
import type { Database } from '../../../src/platform/database/schema';
import { hashes } from '../../../src/platform/hashes';
import { serviceKey } from '../../../src/platform/phi/data-keys';
import type { PlatformSettings } from '../../../src/platform/start';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Place } from './engines';
import { adminName, freshKeys, startTestPlatform, type TestKeys, type TestPlatform } from './running';

export const DAY = 24 * 3600;

/** A service whose log has months behind it: May and June of 2026 are due for archives, July is not. */
export interface Aged {
  platform: TestPlatform;
  keys: TestKeys;
  client: PlatformClient;
  /** A token of the administrator, fresh after the clock went on. */
  token(): Promise<string>;
}

/** `may`: how many events besides those of the service itself; `july` and June have a fifth of them. */
export async function agedPlatform(
  place: Place,
  may: number,
  given: Partial<PlatformSettings> = {},
): Promise<Aged> {
  const keys = freshKeys();
  const platform = await startTestPlatform(place, { ...keys, ...given });
  await platform.claim();
  await recordSome(platform, 'may', may);
  platform.advance(10 * DAY);
  await recordSome(platform, 'june', may / 5);
  platform.advance(30 * DAY);
  await recordSome(platform, 'july', may / 5);
  platform.advance(95 * DAY);
  await watched(platform.db);
  return {
    platform,
    keys,
    client: platform.client,
    token: async () => (await platform.signIn(adminName)).accessToken,
  };
}

export async function recordSome(platform: TestPlatform, name: string, count: number): Promise<void> {
  const acts = actsOn(platform.db, platform.now, () => undefined);
  await acts.act(async (_, record) => {
    for (let i = 0; i < count; i += 1) await record(draft(name, i, platform.now()));
  });
  await platform.placed();
}

/** Resolves when detection has looked at every event there is. */
export async function watched(db: Database): Promise<void> {
  for (;;) {
    const { left } = await db
      .selectFrom('detection_cursor')
      .innerJoin('checkpoint', (join) => join.onTrue())
      .select(({ eb }) => eb('size', '-', eb.fn.coalesce('next_seq', sql<number>`0`)).as('left'))
      .executeTakeFirstOrThrow();
    if (Number(left) <= 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function draft(name: string, i: number, now: number): AuditEventDraft {
  const happened = {
    action: 'READ',
    verb: 'CHART_OPENED',
    resource: { type: 'Chart', id: `${name}-${i}` },
  } as const;
  return {
    ...systemDraft(happened, now),
    actor: { userId: `user-${i % 3}` },
    patients: [`patient-${i % 7}`],
  };
}

/** The care of the service itself, to be taken step by step. */
export async function careOf({ platform, keys }: Aged): Promise<Omit<ArchiveCare, 'isStopped'>> {
  const { practice_id } = await platform.db
    .selectFrom('practice')
    .select('practice_id')
    .executeTakeFirstOrThrow();
  return {
    db: platform.db,
    acts: actsOn(platform.db, platform.now, () => undefined),
    clock: platform.now,
    log: (what, facts) => platform.logged.push(JSON.stringify({ what, ...facts })),
    phi: { key: serviceKey(keys.phiKey, practice_id) },
    logVerifier: logKeyFrom(keys.logKey, `wardkeeper/${practice_id}`).verifier,
    reclaim: null,
  };
}

export async function archivesOf({ client, token }: Aged): Promise<Archive[]> {
  const reply = await client.call(listArchives, {}, { accessToken: await token() });
  if (!reply.ok) throw new Error(reply.message);
  return reply.value.archives.toSorted((a, b) => a.firstSeq - b.firstSeq);
}

/** Asks for what is due, and waits until it is archived. */
export async function archiveAll(aged: Aged): Promise<Archive[]> {
  const asked = await aged.client.call(makeArchives, {}, { accessToken: await aged.token() });
  expect(asked).toMatchObject({ ok: true, value: { isDue: true } });
  return untilAll(aged, 'archived');
}

/** Waits until both months are in this state. */
export async function untilAll(aged: Aged, state: Archive['state']): Promise<Archive[]> {
  for (;;) {
    const archives = await archivesOf(aged);
    if (archives.length === 2 && archives.every((archive) => archive.state === state)) return archives;
    if (aged.platform.logged.some((line) => line.includes('archives-failed'))) {
      throw new Error(aged.platform.logged.filter((line) => line.includes('archives-failed')).join());
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** All events from the first, as a new reader receives them; `size`: no further than that. */
export async function readAll({ client, token }: Aged, size: number, limit = 700): Promise<LoggedEvent[]> {
  const accessToken = await token();
  const events: LoggedEvent[] = [];
  while (events.length < size) {
    const from = (events.at(-1)?.seq ?? -1) + 1;
    const page = await client.call(listEvents, { from, limit }, { accessToken });
    if (!page.ok) throw new Error(page.message);
    if (page.value.events.length === 0) break;
    events.push(...page.value.events);
  }
  return events.slice(0, size);
}

/** The newest signed head, opened. */
export async function headOf({ platform, keys }: Aged): Promise<{ size: number; root: Uint8Array }> {
  await platform.placed();
  const { practice_id } = await platform.db
    .selectFrom('practice')
    .select('practice_id')
    .executeTakeFirstOrThrow();
  const { note } = await platform.db.selectFrom('checkpoint').select('note').executeTakeFirstOrThrow();
  const opened = openCheckpoint(note, logKeyFrom(keys.logKey, `wardkeeper/${practice_id}`).verifier);
  if (!opened.ok) throw new Error(opened.message);
  return opened.value.checkpoint;
}

export function leavesOf(events: readonly LoggedEvent[]): Uint8Array[] {
  return events.map(({ event, salt }) => eventLeafHash(event, salt, hashes));
}

/** Reads everything and holds it to the signed head: every place once, and the root over all leaves. */
export async function readWhole(aged: Aged): Promise<LoggedEvent[]> {
  const head = await headOf(aged);
  const events = await readAll(aged, head.size);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: head.size }, (_, seq) => seq));
  expect(rootOfLeaves(leavesOf(events), hashes)).toEqual(head.root);
  return events;
}
