import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { generateSync } from 'otplib';
import { expect } from 'vitest';
import { signIn, whoAmI } from '../../../src/shared/contract/platform/auth';
import { beginSecondFactor, confirmSecondFactor } from '../../../src/shared/contract/platform/second-factor';
import type { Result } from '../../../src/shared/domain/result';
import { onEveryEngine } from './engines';
import { adminName, adminPassword, freshKeys, startTestPlatform, type TestPlatform } from './running';

const code = (reply: Result<unknown>) => (reply.ok ? 'ok' : reply.code);
const SECOND = 1_000_000;

/** As secrets of apps were sealed before they had a key of their own. */
function sealedFormerly(token: string, userId: string, secret: string): string {
  const info = 'wardkeeper second factor';
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(token, 'base64url'), '', info, 32));
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(userId));
  const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url');
}

onEveryEngine('the key of access tokens', (engine, test) => {
  test('is changed with nobody signed out, and second factors stay, those of before it too', async () => {
    const place = await engine.place();
    const keys = freshKeys();
    const { tokenKey: second } = freshKeys();
    const { tokenKey: third } = freshKeys();
    const who = async ({ client }: TestPlatform, accessToken: string) =>
      code(await client.call(whoAmI, {}, { accessToken }));

    const first = await startTestPlatform(place, keys);
    const accessToken = await first.claim();
    const begun = await first.client.call(beginSecondFactor, { password: adminPassword }, { accessToken });
    if (!begun.ok) throw new Error(begun.message);
    const { secret } = begun.value;
    const shows = (platform: TestPlatform) =>
      generateSync({ secret, epoch: Math.floor(platform.now() / SECOND) });
    const confirmed = await first.client.call(confirmSecondFactor, { code: shows(first) }, { accessToken });
    expect(code(confirmed)).toBe('ok');
    // As a service of before would have left it.
    const { account } = await (async () => {
      first.advance(60);
      return first.signIn(adminName, shows(first));
    })();
    await first.db
      .updateTable('second_factor')
      .set({ secret: sealedFormerly(keys.tokenKey, account.userId, secret) })
      .where('user_id', '=', account.userId)
      .execute();
    await first.stop();

    const attempt = async (platform: TestPlatform) => {
      const reply = await platform.client.call(signIn, {
        userName: adminName,
        password: adminPassword,
        code: shows(platform),
      });
      return reply.ok ? reply.value.accessToken : reply.code;
    };
    const overlapping = { ...keys, tokenKey: second, olderTokenKeys: [keys.tokenKey] };
    const next = await startTestPlatform(place, overlapping);
    expect(await who(next, accessToken)).toBe('ok');
    next.advance(120);
    const newer = await attempt(next);
    expect(await who(next, newer)).toBe('ok');
    const told = (await next.events()).filter(({ verb }) => verb === 'SECOND_FACTORS_SEALED');
    expect(told).toMatchObject([{ category: 'system', details: { meta: { secrets: 1 } } }]);
    await next.stop();

    // The first one is gone: what it signed is read no more, and what it sealed has been sealed anew.
    const last = await startTestPlatform(place, { ...keys, tokenKey: third, olderTokenKeys: [second] });
    last.advance(130);
    expect(await who(last, accessToken)).toBe('not-signed-in');
    expect(await who(last, newer)).toBe('ok');
    last.advance(110);
    expect(await who(last, await attempt(last))).toBe('ok');
    expect((await last.events()).filter(({ verb }) => verb === 'SECOND_FACTORS_SEALED')).toHaveLength(1);
    await last.stop();
  });
});
