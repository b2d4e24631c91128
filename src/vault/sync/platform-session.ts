import type { z } from 'zod';
import { refreshSession } from '../../shared/contract/platform/auth';
import type { PlatformCall, ReplyOf } from '../../shared/contract/platform/call';
import type { PlatformClient, ReadReply } from '../../shared/contract/platform/client';
import { err, type Refusal, type Result } from '../../shared/domain/result';

/** What keeps somebody signed in. In memory only. */
export type Tokens = ReplyOf<typeof refreshSession>;

/** Somebody's place at the platform, as a sign-in gave it. */
export interface Online {
  client: PlatformClient;
  tokens: Tokens;
}

/** Calls in somebody's name, with an access token that is renewed before it ends. */
export interface PlatformSession {
  /**
   * Never rejects. Refuses with `not-signed-in` or `account-ended` once the platform does not renew the session
   * any more.
   */
  call<Call extends PlatformCall, Value = z.output<Call['reply']>>(
    call: Call,
    request: z.input<Call['request']>,
    signal: AbortSignal,
    read?: ReadReply<Value>,
  ): Promise<Result<Value>>;
  /** Renews the token where that is due, so that a session lasts in which nothing is asked for. Why not, or null. */
  keep(): Promise<Refusal | null>;
}

/** Whether a refusal says that there is no session any more. */
export function hasEnded({ code }: Refusal): boolean {
  return code === 'not-signed-in' || code === 'account-ended';
}

/** An access token is renewed when this much of its life is left, or half of it where that is less. */
const RENEWED_BEFORE_MS = 60_000;
/** Least time between two tries to renew it early. */
const TRIED_AGAIN_MS = 5_000;

/**
 * `now` in milliseconds of a clock that nobody sets: the computer's own may be an hour off. `ending`: nobody
 * wants new tokens any more.
 */
export function platformSession(
  { client, tokens }: Online,
  now: () => number,
  ending: AbortSignal,
): PlatformSession {
  let held = { tokens, renewAt: renewalOf(tokens, now()) };
  let renewing: Promise<Refusal | null> | null = null;
  let ended: Refusal | null = null;

  /** Null when there are new tokens. Not stopped with the call that needed it: a refresh token works once. */
  function renew(): Promise<Refusal | null> {
    renewing ??= (async () => {
      const { refreshToken } = held.tokens;
      const reply = await client.call(refreshSession, { refreshToken }, { signal: ending });
      renewing = null;
      if (reply.ok) {
        held = { tokens: reply.value, renewAt: renewalOf(reply.value, now()) };
        return null;
      }
      held.renewAt = now() + Math.max(TRIED_AGAIN_MS, (reply.retryAfter ?? 0) * 1_000);
      if (reply.code === 'account-ended') ended = reply;
      else if (hasEnded(reply)) ended = sessionEnded;
      return ended ?? reply;
    })();
    return renewing;
  }

  async function keep(): Promise<Refusal | null> {
    if (ended === null && now() >= held.renewAt) return renew();
    return ended;
  }

  return {
    keep,
    async call(call, request, signal, read) {
      await keep();
      // Where that failed for now, the old token may live on: the platform says when it does not.
      if (ended !== null) return ended;
      for (let again = false; ; again = true) {
        const { accessToken } = held.tokens;
        const reply = await client.call(call, request, { accessToken, signal, read });
        if (reply.ok || reply.code !== 'not-signed-in') return reply;
        if (again) {
          ended = sessionEnded;
          return ended;
        }
        if (accessToken !== held.tokens.accessToken) continue; // renewed meanwhile, for another call
        const failed = await renew();
        if (failed !== null) return failed;
      }
    },
  };
}

export const sessionEnded = err(
  'not-signed-in',
  'Your session with the platform has ended.',
  'Sign in again to go on receiving; what is here stays readable.',
);

function renewalOf({ expiresIn }: Tokens, now: number): number {
  const lifeMs = expiresIn * 1_000;
  return now + lifeMs - Math.min(RENEWED_BEFORE_MS, lifeMs / 2);
}
