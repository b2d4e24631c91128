import { expect, test } from 'vitest';
import { whoAmI } from '../../../../../src/shared/contract/platform/auth';
import { platformClient } from '../../../../../src/shared/contract/platform/client';

test.each([
  ['30', 30],
  ['0', 0],
  ['1e9', 86_400],
  ['1e999', 86_400],
  ['-1', undefined],
  ['"soon"', undefined],
  ['null', undefined],
])('of a platform that asks to wait %s seconds, %s is heeded', async (asked, heeded) => {
  const body = `{"code":"too-many","message":"Slow down.","hint":"Wait.","retryAfter":${asked}}`;
  const client = platformClient(() => Promise.resolve({ status: 429, body }));
  const reply = await client.call(whoAmI, {});
  expect(reply).toMatchObject({ ok: false, code: 'too-many' });
  expect(reply.ok ? null : reply.retryAfter).toBe(heeded);
});
