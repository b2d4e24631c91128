import { describe, expect, test } from 'vitest';
import { refreshSession } from '../../../../src/shared/contract/platform/auth';
import type { PlatformCall } from '../../../../src/shared/contract/platform/call';
import type { PlatformClient } from '../../../../src/shared/contract/platform/client';
import { listWorkforce } from '../../../../src/shared/contract/platform/workforce';
import { err, ok, type Result } from '../../../../src/shared/domain/result';
import { platformSession, type Tokens } from '../../../../src/vault/sync/platform-session';

const MINUTE = 60_000;

const tokens = (n: number): Tokens => ({
  accessToken: `access-${n}`,
  expiresIn: 900,
  refreshToken: `refresh-${n}`.padEnd(32, '.'),
  refreshExpiresIn: 86_400,
});

/** A platform that takes each refresh token once and an access token as long as it says. */
function aScene() {
  let now = 0;
  let newest = 0;
  let goodFrom = 0;
  const sent: string[] = [];
  let refusal: Result<never> | null = null;
  const client: PlatformClient = {
    call: (async (call: PlatformCall, request: unknown, options?: { accessToken?: string }) => {
      await Promise.resolve();
      if (call.name === refreshSession.name) {
        const { refreshToken } = request as { refreshToken: string };
        sent.push(refreshToken.replaceAll('.', ''));
        if (refusal !== null) return refusal;
        if (refreshToken !== tokens(newest).refreshToken) return err('not-signed-in', 'Used before.', '');
        newest += 1;
        return ok(tokens(newest));
      }
      const { accessToken = '' } = options ?? {};
      sent.push(accessToken);
      const n = Number(accessToken.slice('access-'.length));
      return n < goodFrom ? err('not-signed-in', 'Nobody is signed in.', '') : ok(null);
    }) as PlatformClient['call'],
  };
  const session = platformSession({ client, tokens: tokens(0) }, () => now, new AbortController().signal);
  const call = () => session.call(listWorkforce, {}, new AbortController().signal);
  return {
    call,
    sent,
    pass: (ms: number) => (now += ms),
    /** Access tokens before the nth are not taken. */
    takeFrom: (n: number) => (goodFrom = n),
    refuseRenewal: (why: Result<never> | null) => (refusal = why),
  };
}

describe('a session with the platform', () => {
  test('renews its access token before it ends, once for all calls', async () => {
    const { call, sent, pass } = aScene();
    await call();
    pass(13 * MINUTE);
    await call();
    expect(sent).toEqual(['access-0', 'access-0']);
    pass(MINUTE);
    await Promise.all([call(), call(), call()]);
    expect(sent.slice(2)).toEqual(['refresh-0', 'access-1', 'access-1', 'access-1']);
    pass(14 * MINUTE);
    await call();
    expect(sent.slice(6)).toEqual(['refresh-1', 'access-2']);
  });

  test('renews a token that is refused early, and repeats the call', async () => {
    const { call, sent, takeFrom } = aScene();
    takeFrom(1);
    expect(await call()).toMatchObject({ ok: true });
    expect(sent).toEqual(['access-0', 'refresh-0', 'access-1']);
  });

  test('calls that were refused together renew once', async () => {
    const { call, sent, takeFrom } = aScene();
    takeFrom(1);
    await Promise.all([call(), call()]);
    expect(sent.filter((text) => text.startsWith('refresh'))).toEqual(['refresh-0']);
  });

  test('goes on with the old token while a new one cannot be had, and tries again after a while', async () => {
    const { call, sent, pass, refuseRenewal } = aScene();
    pass(14.5 * MINUTE);
    refuseRenewal(err('too-many', 'Slow down.', '', 20));
    expect(await call()).toMatchObject({ ok: true });
    pass(19_000);
    await call();
    expect(sent).toEqual(['refresh-0', 'access-0', 'access-0']);
    refuseRenewal(null);
    pass(1_000);
    await call();
    expect(sent.slice(3)).toEqual(['refresh-0', 'access-1']);
  });

  test('says why it waits where the old token has ended and a new one cannot be had', async () => {
    const { call, takeFrom, refuseRenewal } = aScene();
    takeFrom(1);
    refuseRenewal(err('unreachable', 'The platform does not answer.', 'Check the network.'));
    expect(await call()).toMatchObject({ code: 'unreachable' });
    refuseRenewal(null);
    expect(await call()).toMatchObject({ ok: true });
  });

  test('has ended when the platform does not renew it, and asks nothing after that', async () => {
    const { call, sent, takeFrom, refuseRenewal } = aScene();
    takeFrom(1);
    refuseRenewal(err('not-signed-in', 'Ended.', ''));
    expect(await call()).toMatchObject({
      code: 'not-signed-in',
      message: 'Your session with the platform has ended.',
    });
    const before = sent.length;
    await call();
    expect(sent).toHaveLength(before);
  });

  test('has ended where even a new token is not taken', async () => {
    const { call, sent, takeFrom } = aScene();
    takeFrom(9);
    expect(await call()).toMatchObject({ code: 'not-signed-in' });
    expect(sent).toEqual(['access-0', 'refresh-0', 'access-1']);
  });
});
