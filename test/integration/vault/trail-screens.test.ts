import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import { bridgeCalls, type BridgeCallName } from '../../../src/shared/contract/bridge/calls';
import type { WorkforceMember } from '../../../src/shared/domain/workforce-member';
import type { OpenVault } from '../../../src/vault/handlers/handler';
import { trailHandlers } from '../../../src/vault/handlers/trail';
import { writableDictionary } from '../../../src/vault/store/dictionary';
import { keepMembers, keepPseudonyms } from '../../../src/vault/store/lists';
import { isNotable } from '../../../src/vault/trail/changes';
import { aStore, NOW, type AStore } from './a-store';
import { HOUR, keepEvents, randomEvents, userId } from './a-trail';

const never = new AbortController().signal;
/** A full run and a tail. */
const EVENTS = 8192 + 900;
const vera = userId('vera');

const all = randomEvents(EVENTS, 11);
const last = (all.at(-1) as AuditEvent).recordedAt;
const midnight = Math.floor(last / (24 * HOUR)) * 24 * HOUR + 5 * HOUR;
/** Seven days, the last one being under way. */
const edges = Array.from({ length: 8 }, (_, i) => midnight + (i - 6) * 24 * HOUR);
const [first, end] = [edges[0] as number, edges.at(-1) as number];

const member: WorkforceMember = {
  userId: vera,
  userName: 'vera.quist',
  displayName: 'Vera Quist, MD',
  pronoun: 'she',
  role: 'provider',
  jobTitle: 'Physician',
  status: 'active',
  statusSince: 0,
  statusUntil: null,
  service: false,
  secondFactor: 'app',
  createdAt: 0,
  lastSeenAt: null,
};

let store: AStore;
let now: number;

beforeEach(() => {
  store = aStore();
  now = last;
  keepMembers(store.db, 'v1', [member], NOW);
  keepPseudonyms(store.db, 0, [{ patientId: 'patient-1', pseudonym: 'Tamarack 214' }]);
  keepEvents(store.db, writableDictionary(store.db), 0, all);
});

afterEach(() => store.remove());

/** The calls as the window makes them: what they reply must fit its contract. */
function handlers() {
  const session = { db: store.db, dictionary: writableDictionary(store.db) };
  const ours = trailHandlers(
    () => ({ session }) as OpenVault,
    () => now,
  );
  return new Proxy(ours, {
    get: (target, name) => async (request: unknown, signal: AbortSignal) => {
      const call = bridgeCalls[name as BridgeCallName];
      const result = await target[name as keyof typeof ours](call.request.parse(request) as never, signal);
      if (result.ok) call.reply.parse(result.value);
      return result;
    },
  });
}

const isAccess = (event: AuditEvent) =>
  ['access', 'imaging'].includes(event.category) && event.patients.length > 0;
const isExport = (event: AuditEvent) => event.category === 'export' || event.action === 'EXPORT';
const isFailedSignIn = (event: AuditEvent) =>
  event.action === 'FAILED_LOGIN' || (event.action === 'LOGIN' && event.outcome !== 'success');
const isRefusal = (event: AuditEvent) => event.outcome === 'denied' && !isFailedSignIn(event);
const isChange = (event: AuditEvent) => ['CREATE', 'UPDATE', 'DELETE'].includes(event.action);
const within = (from: number, until: number) =>
  all.filter((event) => event.occurredAt >= from && event.occurredAt < until);
const different = (values: readonly (string | undefined)[]) =>
  new Set(values.filter((value) => value !== undefined)).size;
const patientsOf = (events: readonly AuditEvent[]) => different(events.flatMap((event) => event.patients));
const peopleOf = (events: readonly AuditEvent[]) => different(events.map((event) => event.actor.userId));
const perDay = (events: readonly AuditEvent[]) =>
  edges
    .slice(1)
    .map(
      (until, i) =>
        events.filter(({ occurredAt }) => occurredAt >= (edges[i] as number) && occurredAt < until).length,
    );

describe('a line', () => {
  test('comes with the names of the lists, and what the same person did around it', async () => {
    const seq = all.findLastIndex(
      (event, i) => event.actor.userId === vera && i < EVENTS - 400 && event.patients.includes('patient-1'),
    );
    const found = await handlers()['trail.event']({ seq }, never);
    const theirs = [...all.keys()].filter((i) => all[i]?.actor.userId === vera);
    const at = theirs.indexOf(seq);
    expect(found).toMatchObject({
      ok: true,
      value: { row: { seq, event: all[seq], who: 'Vera Quist, MD' } },
    });
    if (!found.ok) throw new Error(found.message);
    expect(found.value.row.patients).toContainEqual({ patientId: 'patient-1', pseudonym: 'Tamarack 214' });
    expect(found.value.around.map((row) => row.seq)).toEqual(theirs.slice(at - 7, at + 8));
  });

  test('at either end has what there is; of nobody, itself; beyond the end, there is none', async () => {
    const calls = handlers();
    const theirs = [...all.keys()].filter((i) => all[i]?.actor.userId === vera);
    const around = async (seq: number) => {
      const found = await calls['trail.event']({ seq }, never);
      return found.ok ? found.value.around.map((row) => row.seq) : found.code;
    };
    expect(await around(theirs[0] as number)).toEqual(theirs.slice(0, 8));
    expect(await around(theirs.at(-1) as number)).toEqual(theirs.slice(-8));
    const nobody = all.findIndex((event) => event.actor.userId === undefined);
    expect(await around(nobody)).toEqual([nobody]);
    expect(await around(EVENTS)).toBe('not-found');
  });
});

describe('a person', () => {
  test('is shown with what they did between the edges, by day, and last of all', async () => {
    const theirs = all.filter((event) => event.actor.userId === vera);
    const inside = theirs.filter(({ occurredAt }) => occurredAt >= first && occurredAt < end);
    const found = await handlers()['people.look']({ userId: vera, edges }, never);
    if (!found.ok) throw new Error(found.message);
    expect(found.value.member).toEqual(member);
    expect(found.value.counts).toEqual({
      events: inside.length,
      accesses: inside.filter(isAccess).length,
      patients: patientsOf(inside),
      changes: inside.filter(isChange).length,
      exports: inside.filter(isExport).length,
      refusals: inside.filter(isRefusal).length,
    });
    expect(found.value.histogram).toEqual(perDay(theirs));
    expect(found.value.recent.map(({ event }) => event)).toEqual(theirs.slice(-12).reverse());
    expect(inside.length).toBeGreaterThan(100);
  });

  test('whom the list does not have is not found; without events they are shown with none', async () => {
    const calls = handlers();
    expect(await calls['people.look']({ userId: userId('who'), edges }, never)).toMatchObject({
      code: 'not-found',
    });
    const idle = { ...member, userId: userId('idle') };
    keepMembers(store.db, 'v2', [idle], NOW);
    const found = await calls['people.look']({ userId: idle.userId, edges }, never);
    expect(found).toMatchObject({ ok: true, value: { counts: { events: 0, patients: 0 }, recent: [] } });
  });

  test('the list comes with the moment it was heard', async () => {
    expect(await handlers()['people.list']({}, never)).toEqual({
      ok: true,
      value: { members: [member], asOf: NOW },
    });
    const found = await handlers()['patients.find']({ text: 'tam', limit: 5 }, never);
    expect(found).toMatchObject({
      value: { patients: [{ patientId: 'patient-1', pseudonym: 'Tamarack 214' }] },
    });
  });
});

describe('today', () => {
  const look = async (calls: ReturnType<typeof handlers>) => {
    const found = await calls['today.look']({ edges }, never);
    if (!found.ok) throw new Error(found.message);
    return found.value;
  };

  function expectSince(found: Awaited<ReturnType<typeof look>>, from: number): void {
    const since = all.filter(({ occurredAt }) => occurredAt >= from);
    expect(found.since).toEqual({
      from,
      events: since.length,
      accesses: since.filter(isAccess).length,
      patients: patientsOf(since),
      people: peopleOf(since),
      exports: since.filter(isExport).length,
      failedSignIns: since.filter(isFailedSignIn).length,
      refusals: since.filter(isRefusal).length,
    });
    const notable = [...all.keys()].filter((seq) => {
      const event = all[seq] as AuditEvent;
      return event.occurredAt >= from && isNotable(event);
    });
    expect(found.changesInAll).toBe(notable.length);
    expect(found.changes.map(({ seq }) => seq)).toEqual(notable.reverse().slice(0, 12));
  }

  test('at the first time counts from the first edge, and has a line for each day', async () => {
    const found = await look(handlers());
    expect(found.lastHere).toBeNull();
    expect(found.size).toBe(EVENTS);
    expectSince(found, first);
    expect(found.days).toEqual(
      edges.slice(0, -1).map((from, i) => {
        const day = within(from, edges[i + 1] as number);
        return {
          from,
          events: day.length,
          accesses: day.filter(isAccess).length,
          people: peopleOf(day),
          failedSignIns: day.filter(isFailedSignIn).length,
          exports: day.filter(isExport).length,
        };
      }),
    );
  });

  test('afterwards counts from when the vault was last open, as it stood at the opening', async () => {
    const calls = handlers();
    await look(calls);
    now = last - 20 * HOUR;
    store.reopen();
    const again = handlers();
    const found = await look(again);
    expect(found.lastHere).toBe(last - 20 * HOUR);
    expectSince(found, last - 20 * HOUR);
    now = last;
    expect((await look(again)).lastHere).toBe(last - 20 * HOUR);
    // A clock that was set back takes nothing away.
    store.reopen();
    now = last - 50 * HOUR;
    await look(handlers());
    store.reopen();
    expect((await look(handlers())).lastHere).toBe(last);
  });
});

test('an abort is answered as cancelled, and a file that cannot be read as its own problem', async () => {
  const calls = handlers();
  const stop = new AbortController();
  stop.abort();
  const asked = { filter: { text: 'user' }, size: null };
  expect(await calls['trail.count'](asked, stop.signal)).toMatchObject({ ok: false, code: 'cancelled' });
  expect(await calls['trail.rows']({ ...asked, offset: 0, limit: 5 }, never)).toMatchObject({ ok: true });
  store.db.script('DELETE FROM run_summary');
  expect(await handlers()['trail.count'](asked, never)).toMatchObject({ ok: false, code: 'damaged' });
});
