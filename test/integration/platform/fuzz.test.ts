import { sql } from 'kysely';
import { decodeJwt } from 'jose';
import { afterAll, expect } from 'vitest';
import { z } from 'zod';
import { signOut } from '../../../src/shared/contract/platform/auth';
import { platformCalls, type PlatformCallName } from '../../../src/shared/contract/platform/calls';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import { statusOf } from '../../../src/shared/contract/platform/status';
import { errorCodes } from '../../../src/shared/domain/result';
import {
  fuzzCases,
  guaranteedKinds,
  named,
  wire,
  type CaseKind,
  type FuzzCase,
  type FuzzTarget,
} from '../../helpers/fuzz/cases';
import { rawClient, type RawReply } from '../../helpers/fuzz/raw';
import { hostileTokens } from '../../helpers/fuzz/tokens';
import { onPgliteAndTwoNodes, type Engine } from './engines';
import { realRequests } from './real-requests';
import { backToWork, seeded, seedPractice, settled, type SeededPractice } from './seeded-practice';
import type { Asker } from './supply';
import { changesReader, noteChanges } from './noted-changes';

const refusal = z.strictObject({
  code: z.enum(errorCodes),
  message: z.string().min(1).max(500),
  hint: z.string().min(1).max(500),
  retryAfter: z.int().nonnegative().optional(),
});

const calls: readonly PlatformCall[] = Object.values(platformCalls);

/** What a reply does wrong; empty when nothing. */
function wrongWith(call: PlatformCall, { status, headers, body }: RawReply): string[] {
  const wrong: string[] = [];
  if (status >= 500) wrong.push(`status ${status}`);
  if (/\n\s+at |node_modules|\.ts:\d|\.js:\d/i.test(body)) wrong.push('shows our insides');
  // What was asked for may hold such words, since somebody wrote them: a refusal never does.
  if (status !== 200 && /select |insert /i.test(body)) wrong.push('shows our statements');
  if (headers['cache-control'] !== 'no-store') wrong.push('may be kept');
  if (headers['x-content-type-options'] !== 'nosniff') wrong.push('may be sniffed');
  if (!String(headers['content-security-policy']).startsWith("default-src 'none'")) wrong.push('may run');
  if (!String(headers['content-type']).startsWith('application/json')) wrong.push('is not JSON');
  if (status === 200) {
    if (!call.reply.safeParse(parsed(body)).success) wrong.push('is not the declared reply');
  } else {
    const refused = refusal.safeParse(parsed(body));
    if (!refused.success) wrong.push('is no refusal');
    else if (statusOf[refused.data.code] !== status) wrong.push('has another status than its code');
  }
  return wrong;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Nothing of these can succeed here, however good the request. */
const cannotSucceed: Readonly<Partial<Record<PlatformCallName, string>>> = {
  'practice.claim': 'the practice has its administrator',
  'practice.try': 'the practice has its administrator',
  'backups.make': 'this service has no folder for backups; backups.test.ts gives it one',
  'archives.purge': 'no archive is older than its retention; purge.test.ts lets years pass',
};

/** Calls that end the asker’s own session or change their password: both are put back after each case. */
const leavesBehind: readonly PlatformCallName[] = [
  'auth.signIn',
  'auth.beginSecondFactor',
  'auth.signOut',
  'auth.endSessions',
  'auth.changePassword',
  'workforce.claimInvitation',
];

/** What goes on after the reply, and is an event of the service's own once it is done. */
const goesOn: readonly PlatformCallName[] = [
  'phi.rotateKeys',
  'patients.erase',
  'archives.restore',
  'archives.putAway',
];

/** What a refusal may leave beside its event, recorded or not: what is counted of attempts, and what detectors make of them. */
const refusalsChange: ReadonlySet<string> = new Set([
  ...['failed_sign_in', 'address_block', 'phi_opening'],
  // Detectors look at what happened a moment ago: they raise alerts, and end a session that goes on somewhere else.
  ...['alert', 'session', 'session_move'],
]);

/** Requests of somebody's work, each second time sent once more as it was. */
async function* work(
  call: PlatformCall,
  practice: SeededPractice,
  asker: Asker,
  target: FuzzTarget,
): AsyncGenerator<FuzzCase> {
  const next = await realRequests(call, practice, asker);
  for (let turn = 0; turn < 24; turn += 1) {
    const request = wire(call, await next(turn), target);
    yield named(`real ${turn}`, 'real', request);
    if (turn % 2 === 1) yield named(`real ${turn} again`, 'replayed', request);
  }
}

async function noted(engine: Engine): Promise<SeededPractice> {
  const practice = await seedPractice(engine);
  await noteChanges(practice.owner);
  return practice;
}

onPgliteAndTwoNodes('hostile requests', (engine, test) => {
  let seeding: Promise<SeededPractice> | undefined;
  afterAll(async () => (await seeding)?.platform.stop());
  for (const call of calls) {
    const callName = call.name as PlatformCallName;
    test(`${call.name} answers each with a declared reply or a refusal, and does nothing unrecorded`, async () => {
      const practice = await (seeding ??= noted(engine));
      const { platform, keys, owner } = practice;
      await backToWork(practice);
      // What is filled and emptied all the time is read after every case, with its dead rows.
      await sql`vacuum`.execute(owner);
      const loggedBefore = platform.logged.length;
      const nodes = platform.nodes.map(({ address }) => ({
        host: new URL(address).host,
        client: rawClient(address),
      }));
      const [first] = nodes;
      if (first === undefined) throw new Error('There is no node');
      try {
        const userName = `${call.name.toLowerCase()}@fuzz.example`;
        const userId = await platform.addAccount(userName, { role: 'admin', display_name: 'Fuzz' });
        const { accessToken } = await platform.signIn(userName);
        const sessionId = String(decodeJwt(accessToken)['sid']);
        const ended = (await platform.signIn(`leaver${seeded}`)).accessToken;
        await platform.client.call(signOut, {}, { accessToken: ended });
        const target = {
          host: first.host,
          launchSecret: platform.launchSecret,
          accessToken,
          hostileTokens: await hostileTokens(
            accessToken,
            ended,
            keys.tokenKey,
            Math.floor(platform.now() / 1_000_000),
          ),
        };
        const { password_hash } = await platform.db
          .selectFrom('account')
          .select('password_hash')
          .where('user_id', '=', userId)
          .executeTakeFirstOrThrow();
        const changes = await changesReader(owner, callName);
        const wrong: string[] = [];
        const codes = new Map<string, number>();
        const kinds = new Map<CaseKind, number>();
        const count = <Key>(of: Map<Key, number>, key: Key) => of.set(key, (of.get(key) ?? 0) + 1);
        let before: number | null = null;
        let asked = 0;

        const judge = async ({ name, kind, request, mayEnd }: FuzzCase) => {
          before ??= (await changes()).events;
          // The nodes are asked in turn, each as the host it answers to.
          const node = nodes[asked % nodes.length] ?? first;
          asked += 1;
          const isForUs = request.headers['host'] === first.host;
          const headers = isForUs ? { ...request.headers, host: node.host } : request.headers;
          const reply = await node.client.send({ ...request, headers });
          count(kinds, kind);
          if (reply === null && !mayEnd) wrong.push(`${name}: no reply`);
          if (reply !== null) {
            const isBare = request.method === 'HEAD';
            // Another method at the same path may be another call.
            const other = calls.find(({ method, path }) => method === request.method && path === call.path);
            wrong.push(...(isBare ? [] : wrongWith(other ?? call, reply)).map((what) => `${name}: ${what}`));
            const code = isBare ? 'head' : (refusal.safeParse(parsed(reply.body)).data?.code ?? 'ok');
            count(codes, code);
            // Who should not even be heard gets the same refusal whatever else they sent.
            if (
              /^header: (token|host|an origin|the null origin|our own origin|no x-|no launch|another launch|half)/.test(
                name,
              )
            ) {
              const isToken = name.startsWith('header: token');
              const expected = isToken ? (call.permission === 'anyone' ? null : 401) : 403;
              if (expected !== null && reply.status !== expected) wrong.push(`${name}: ${reply.status}`);
            }
          }
          const { events, tables } = await changes();
          if (events === before && tables.length > 0) {
            wrong.push(`${name}: unrecorded change of ${tables.join(', ')}`);
          }
          const isRefused = reply !== null && reply.status !== 200;
          const done = tables.filter((table) => !refusalsChange.has(table));
          if (isRefused && done.length > 0) wrong.push(`${name}: refused, and changed ${done.join(', ')}`);
          before = events;
          if (goesOn.includes(callName)) {
            await settled(practice);
            before = null;
          }
          if (leavesBehind.includes(callName)) {
            await platform.db.deleteFrom('failed_sign_in').execute();
            await platform.db.updateTable('address_block').set({ released_at: 0 }).execute();
            await platform.db
              .updateTable('session')
              .set({ ended_at: null })
              .where('session_id', '=', sessionId)
              .execute();
            await platform.db
              .updateTable('account')
              .set({ password_hash })
              .where('user_id', '=', userId)
              .execute();
            before = null;
          }
        };

        for await (const one of work(call, practice, { userId, sessionId, accessToken }, target)) {
          await judge(one);
        }
        const succeeded = codes.get('ok') ?? 0;
        for (const one of fuzzCases(call, target, 20_260_105)) await judge(one);

        const told = (of: ReadonlyMap<string, number>) =>
          [...of].map(([key, times]) => `${key} ${times}`).join(', ');
        const cases = [...kinds.values()].reduce((sum, times) => sum + times, 0);
        process.stdout.write(
          `${call.name} on ${engine.name} × ${engine.nodes}: ${cases} cases (${told(kinds)}): ${told(codes)}; ${succeeded} real ones ok\n`,
        );
        expect(wrong).toEqual([]);
        expect(cases).toBeGreaterThanOrEqual(200);
        for (const kind of guaranteedKinds) expect([kind, kinds.has(kind)]).toEqual([kind, true]);
        expect([call.name, succeeded > 0]).toEqual([call.name, !(callName in cannotSucceed)]);
        expect(
          platform.logged
            .slice(loggedBefore)
            .filter((line) => line.includes('request-failed') || line.includes('misfit')),
        ).toEqual([]);
      } finally {
        for (const { client } of nodes) client.close();
      }
    });
  }
});
