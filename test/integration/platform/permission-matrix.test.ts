import { expect } from 'vitest';
import { platformCalls } from '../../../src/shared/contract/platform/calls';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import { permissionMatrix, type Access } from '../../../src/shared/contract/platform/matrix';
import { encodeRequest } from '../../../src/shared/contract/platform/wire';
import { builtInRoles } from '../../../src/shared/domain/roles';
import { refusals } from '../../../src/platform/http/refuse';
import { validRequest } from '../../helpers/fuzz/requests';
import { onPgliteAndTwoNodes } from './engines';
import { startTestPlatform, type TestPlatform } from './running';

const calls: readonly PlatformCall[] = Object.values(platformCalls);
const matrix = permissionMatrix(calls, builtInRoles);
const nobody = 'nobody';
const roles = [nobody, ...builtInRoles.map((role) => role.code)];

/** The matrix as text: one line a call, one column a role. */
function table(): string {
  const shown = (access: Access | undefined) => access ?? '–';
  const width = Math.max(...matrix.map((row) => row.call.length));
  const head = `${'call'.padEnd(width)}  ${roles.join('  ')}`;
  const lines = matrix.map(
    ({ call, access }) =>
      `${call.padEnd(width)}  ${roles.map((role) => shown(access[role]).padEnd(role.length)).join('  ')}`,
  );
  return [head, ...lines].join('\n');
}

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
      process.stdout.write(`\n${table()}\n`);
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

async function tokensOf(platform: TestPlatform): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  for (const { code } of builtInRoles) tokens.set(code, await platform.signInAs(code));
  return tokens;
}
