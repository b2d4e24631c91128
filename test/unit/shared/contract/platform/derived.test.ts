import { describe, expect, test } from 'vitest';
import { platformCalls } from '../../../../../src/shared/contract/platform/calls';
import { platformClient, type HttpReply } from '../../../../../src/shared/contract/platform/client';
import { accessTo, permissionMatrix } from '../../../../../src/shared/contract/platform/matrix';
import { openApi } from '../../../../../src/shared/contract/platform/openapi';
import { statusOf } from '../../../../../src/shared/contract/platform/status';
import { builtInRoles, roleByCode } from '../../../../../src/shared/domain/roles';
import { roleTable, scopeTable } from '../../../../helpers/access-tables';

const calls = Object.values(platformCalls);

describe('the declared calls', () => {
  test('are keyed by their name and have one method and path each', () => {
    for (const [key, call] of Object.entries(platformCalls)) expect(call.name).toBe(key);
    const places = calls.map((call) => `${call.method} ${call.path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('that reveal PHI are audited and need a permission', () => {
    const revealing = calls.filter((call) => call.revealsPhi);
    expect(revealing.length).toBeGreaterThan(0);
    for (const call of revealing) {
      expect(call.audit, call.name).toHaveProperty('action');
      expect(call.permission, call.name).toContain(':');
    }
  });
});

describe('the permission matrix', () => {
  test('denies first: nobody and every role without the grant get nothing', () => {
    for (const row of permissionMatrix(calls, builtInRoles)) {
      if (row.permission === 'anyone') continue;
      expect(row.access['nobody'], row.call).toBeNull();
    }
    const trail = permissionMatrix(calls, builtInRoles).find((row) => row.call === 'audit.listEvents');
    expect(trail?.access).toMatchObject({
      nurse: null,
      patient: null,
      developer: null,
      admin: 'practice',
      compliance_officer: 'practice',
    });
  });

  // Whoever changes what a role may do changes this file too, and somebody reviews it: `vitest -u` writes it.
  test('is the one that was last reviewed', async () => {
    await expect(`${roleTable()}\n\n${scopeTable()}\n`).toMatchFileSnapshot('access.txt');
  });

  test('gives nothing to a role that does not exist', () => {
    expect(accessTo('audit:read', roleByCode('superuser'))).toBeNull();
    expect(accessTo('signed-in', roleByCode('__proto__'))).toBeNull();
  });
});

describe('the OpenAPI document', () => {
  const document = openApi(calls, '1.2.3') as {
    openapi: string;
    paths: Record<
      string,
      Record<string, { operationId: string; parameters: { name: string; in: string }[] }>
    >;
  };

  test('holds exactly the declared calls', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => `${operation.operationId} ${method.toUpperCase()} ${path}`,
      ),
    );
    expect(described.sort()).toEqual(calls.map((call) => `${call.name} ${call.method} ${call.path}`).sort());
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test('says where each field travels', () => {
    const list = document.paths['/api/v1/audit/events']?.['get'];
    expect(list?.parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).toEqual([
      'query from',
      'query limit',
      'query wait',
    ]);
  });
});

describe('the HTTP client', () => {
  const answering = (reply: HttpReply | Error) =>
    platformClient(() => (reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply)));
  const ask = (reply: HttpReply | Error) => answering(reply).call(platformCalls['auth.whoAmI'], {});

  test.each([
    ['no reply', new Error('refused'), 'unreachable'],
    ['too long a reply', new RangeError('over the limit'), 'too-large'],
    ['a page of HTML', { status: 200, body: '<html>' }, 'broken'],
    ['a value of another shape', { status: 200, body: '{"account":1}' }, 'broken'],
    ['an error that is not ours', { status: 502, body: '{"error":"bad gateway"}' }, 'broken'],
    ['null', { status: 500, body: 'null' }, 'broken'],
    ['an invented code', { status: 400, body: '{"code":"exploded","message":"m","hint":"h"}' }, 'broken'],
  ] as const)('turns %s into a refusal', async (_name, reply, code) => {
    expect(await ask(reply)).toMatchObject({ ok: false, code });
  });

  test('passes a refusal on with its waiting time', async () => {
    const body = JSON.stringify({ code: 'too-many', message: 'Wait.', hint: 'Try later.', retryAfter: 8 });
    expect(await ask({ status: statusOf['too-many'], body })).toEqual({
      ok: false,
      code: 'too-many',
      message: 'Wait.',
      hint: 'Try later.',
      retryAfter: 8,
    });
  });
});
