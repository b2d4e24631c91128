import { aboutPractice } from '../../shared/contract/platform/practice';
import type { Practice } from '../../shared/contract/platform/auth';
import { platformClient } from '../../shared/contract/platform/client';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import { connectPlatform } from '../platform-client';
import { stoppedWaiting, type Reach, type ReachedPlatform } from './reach';

/** A platform at an address, with the key of its log as this computer pinned it. */
export interface PinnedPlatform {
  address: string;
  verifierKey: string;
  practice: Practice;
}

/** Looks in a row that the gate asks for are one look. Milliseconds. */
const LOOK_AGAIN_MS = 3_000;

/** `changed` hears that the platform began or ceased to answer. */
export function remoteReach(
  { address, verifierKey, practice }: PinnedPlatform,
  authorities: readonly string[],
  changed: () => void,
): Reach {
  const connection = connectPlatform(address, { authorities });
  const client = platformClient(connection.transport);
  let last: Result<ReachedPlatform> | null = null;
  let lookedAt = -Infinity;
  let looking = false;

  async function ask(signal?: AbortSignal): Promise<Result<ReachedPlatform>> {
    const about = await client.call(aboutPractice, {}, { signal });
    if (!about.ok) return about;
    if (about.value.verifierKey !== verifierKey) return otherKey(address);
    return ok({ client, practice: about.value.practice, verifierKey });
  }

  function keep(answer: Result<ReachedPlatform>): void {
    const before = standingOf(last);
    last = answer;
    lookedAt = performance.now();
    if (standingOf(answer) !== before) changed();
  }

  async function look(): Promise<void> {
    looking = true;
    keep(await ask());
    looking = false;
  }

  return {
    address,

    state() {
      if (!looking && performance.now() - lookedAt > LOOK_AGAIN_MS) void look();
      if (last === null) return { platform: 'starting', practice, preparing: null, problem: null };
      if (last.ok)
        return { platform: 'ready', practice: last.value.practice, preparing: null, problem: null };
      return { platform: 'unreachable', practice, preparing: null, problem: last };
    },

    /** Its key is looked at again at each sign-in, before a password goes there. */
    async reached(signal) {
      const answer = await ask(signal);
      if (signal.aborted) return stoppedWaiting();
      keep(answer);
      return answer;
    },

    close: () => connection.close(),
  };
}

function standingOf(answer: Result<ReachedPlatform> | null): string {
  return answer === null ? 'unknown' : answer.ok ? 'ready' : answer.message;
}

function otherKey(address: string): Refusal {
  return err(
    'untrusted',
    `The platform at ${new URL(address).host} signs its log with another key than the one this computer trusts. No password was sent to it.`,
    'Do not sign in. Ask your IT staff whether the platform was replaced, and compare its key with them.',
  );
}
