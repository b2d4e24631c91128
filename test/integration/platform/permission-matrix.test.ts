import { expect } from 'vitest';
import { platformCalls, type PlatformCallName } from '../../../src/shared/contract/platform/calls';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import { permissionMatrix, type Access } from '../../../src/shared/contract/platform/matrix';
import { reachOf } from '../../../src/shared/contract/platform/reach';
import { encodeRequest } from '../../../src/shared/contract/platform/wire';
import { createRole } from '../../../src/shared/contract/platform/roles';
import { scopes } from '../../../src/shared/domain/permission';
import { permissions } from '../../../src/shared/domain/permission-words';
import { builtInRoles } from '../../../src/shared/domain/roles';
import { onlyInPart, wholePracticeOnly } from '../../../src/platform/access/refusals';
import { refusals } from '../../../src/platform/http/refuse';
import { permittedCalls, roleTable, scopeTable } from '../../helpers/access-tables';
import { validRequest } from '../../helpers/fuzz/requests';
import { onPgliteAndTwoNodes } from './engines';
import { realRequests } from './real-requests';
import { startTestPlatform, type TestPlatform } from './running';
import { seeded, seedPractice, settled, type SeededPractice } from './seeded-practice';
import { changesReader, noteChanges } from './noted-changes';

const calls: readonly PlatformCall[] = Object.values(platformCalls);
const matrix = permissionMatrix(calls, builtInRoles);
const nobody = 'nobody';
const roles = [nobody, ...builtInRoles.map((role) => role.code)];

onPgliteAndTwoNodes('permission matrix', (engine, test) => {
  test('every call answers every role as declared, deny first', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const tokens = await tokensOf(platform);
      const transport = platform.transport();
      // Whoever may not is asked first: an order in which the first wrong reply is the dangerous one.
      const turn = ({ access }: { access: Access }) => Number(access !== null);
      const cells = matrix
        .flatMap(({ call, access }) => roles.map((role) => ({ call, role, access: access[role] ?? null })))
        .sort((a, b) => turn(a) - turn(b));
      const ask = async (call: PlatformCall, role: string) => {
        const token = tokens.get(role);
        const { method, target, body } = encodeRequest(call, validRequest(call));
        const headers = {
          ...(body !== null && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        };
        const reply = await transport({ method, target, body, headers }, Infinity);
        return JSON.parse(reply.body) as { code?: string; message?: string };
      };
      for (const { call: name, role, access } of cells) {
        const call = calls.find((declared) => declared.name === name);
        if (call === undefined) throw new Error(name);
        let { code, message } = await ask(call, role);
        if (code === 'not-signed-in' && access !== null && tokens.has(role)) {
          // An earlier call ended the session, or somebody else's ended it.
          tokens.set(role, await platform.signInAs(role));
          ({ code, message } = await ask(call, role));
        }
        // Made-up words are refused too, for another reason than who asks; some of them as denied.
        const isOfWhoAsks =
          call.permission !== 'anyone' &&
          (code === 'not-signed-in' || (code === 'denied' && message === refusals.denied.message));
        const expected = access !== null ? 'may' : tokens.has(role) ? 'denied' : 'not-signed-in';
        expect([name, role, isOfWhoAsks ? code : 'may']).toEqual([name, role, expected]);
      }
      expect(cells).toHaveLength(calls.length * roles.length);
      process.stdout.write(`\n${roleTable()}\n`);
    } finally {
      await platform.stop();
    }
  }, 300_000);

  test('with a narrower scope no call tells or changes more than it declares', async () => {
    const practice = await seedPractice(engine);
    const { platform, asBoss } = practice;
    try {
      await noteChanges(practice.owner);
      const callers = new Map<string, { userId: string; accessToken: string }>();
      for (const scope of scopes) {
        const code = `custom.all_${scope}`;
        const grants = permissions.map((permission) => ({ permission, scope }));
        await asBoss(createRole, { code, title: `All ${scope}`, grants });
        const userId = await platform.addAccount(`${code}@example.org`, { role: code, display_name: code });
        callers.set(scope, { userId, accessToken: await platform.signInAs(code) });
      }
      const boss = { userId: practice.idOf('boss'), sessionId: '', accessToken: '' };
      const transport = platform.transport();
      for (const call of permittedCalls) {
        // What the call before set going ends first.
        await settled(practice);
        boss.accessToken = (await platform.signIn(`boss${seeded}`)).accessToken;
        const name = call.name as PlatformCallName;
        // The same one for each scope: as long as nothing is done, it can be done.
        const { person, user, user_id, ...fields } = await (await realRequests(call, practice, boss))(0);
        // As it goes over the wire, where a field that is not declared is refused.
        const sent = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
        expect([name, call.request.strict().safeParse(sent).error?.issues]).toEqual([name, undefined]);
        const marks = await marksOf(practice);
        const changes = await changesReader(practice.owner, name);
        const { method, target, body } = encodeRequest(call, fields);
        for (const scope of [...narrowerScopes, 'practice'] as const) {
          const accessToken = callers.get(scope)?.accessToken ?? '';
          const before = await changes();
          const reply = await transport(
            {
              method,
              target,
              body,
              headers: {
                ...(body !== null && { 'content-type': 'application/json' }),
                authorization: `Bearer ${accessToken}`,
              },
            },
            Infinity,
          );
          const after = await changes();
          const { code, message = '' } = JSON.parse(reply.body) as { code?: string; message?: string };
          const isDenied = code === 'denied' && ofScope.includes(message);
          if (scope === 'practice') {
            expect([name, scope, isDenied]).toEqual([name, scope, false]);
            continue;
          }
          const reach = reachOf(name, scope);
          expect([name, scope, isDenied]).toEqual([name, scope, reach === 'denied']);
          // What a reader asked is kept by itself, so that asking again is not recorded twice.
          const changed = after.tables.filter((table) => !/^trail_/.test(table));
          expect([name, scope, changed]).toEqual([name, scope, []]);
          // Of what is denied or would change something the attempt is recorded; a list that stays empty may say so alone.
          const isTold =
            !('none' in call.audit) &&
            (reach === 'denied' || (reach === 'nothing' && call.audit.action !== 'READ'));
          if (isTold) expect([name, scope, after.events - before.events > 0]).toEqual([name, scope, true]);
          if (reach !== 'whole') expect([name, scope, marks.exec(reply.body)]).toEqual([name, scope, null]);
        }
      }
      process.stdout.write(`\n${scopeTable()}\n`);
    } finally {
      await platform.stop();
    }
  }, 300_000);

  test('a role that this version does not know may nothing', async () => {
    const platform = await startTestPlatform(await engine.place());
    try {
      const accessToken = await platform.signInAs('from-a-newer-version');
      for (const call of calls.filter(({ permission }) => permission !== 'anyone')) {
        const reply = await platform.client.call(call, validRequest(call), { accessToken });
        expect([call.name, reply.ok ? 'ok' : reply.code]).toEqual([call.name, 'denied']);
      }
    } finally {
      await platform.stop();
    }
  });
});

/** The words of a denial because of who asks; one because of what is asked for has others. */
const ofScope: readonly string[] = [refusals.denied.message, wholePracticeOnly.message, onlyInPart.message];
const narrowerScopes = scopes.filter((scope) => scope !== 'practice');

/** What only a reply could tell of others: names, pseudonyms, and ids where they say whose something is. */
async function marksOf({ platform: { db } }: SeededPractice): Promise<RegExp> {
  const people = await db
    .selectFrom('account')
    .select('user_id')
    .where('user_key', 'like', `%${seeded}`)
    .execute();
  const patients = await db.selectFrom('patient').select(['patient_id', 'pseudonym']).execute();
  const ids = people.map(({ user_id }) => user_id).join('|');
  const names = [seeded, 'Canary', 'Acme', 'Blue', ...patients.map(({ pseudonym }) => pseudonym)].join('|');
  const owned = patients.map(({ patient_id }) => patient_id).join('|');
  return new RegExp(`"(user|userId|user_id)":"(${ids})"|"(patientId|patient_id)":"(${owned})"|${names}`);
}

async function tokensOf(platform: TestPlatform): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  for (const { code } of builtInRoles) tokens.set(code, await platform.signInAs(code));
  return tokens;
}
