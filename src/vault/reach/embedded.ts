import type { PlatformClient } from '../../shared/contract/platform/client';
import { platformClient } from '../../shared/contract/platform/client';
import type { ToVault } from '../../shared/contract/process/vault';
import type { Practice } from '../../shared/contract/platform/auth';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import { connectPlatform, type PlatformConnection } from '../platform-client';
import { stoppedWaiting, type Reach, type ReachedPlatform } from './reach';

export type PlatformNews = Extract<ToVault, { type: 'platform' }>['platform'];
export interface Progress {
  done: number;
  total: number;
  what: string;
}

/** The platform inside this program, which main starts and tells of. */
export interface EmbeddedReach extends Reach {
  /** Where it is, or why it could not be started. Replaces what was said before. */
  platformIs(news: PlatformNews): void;
  progress(progress: Progress): void;
  /** The code that opens a fresh practice; null once it was used, or before the platform answers. */
  setupCode(): string | null;
  claimed(): void;
}

interface Listening {
  client: PlatformClient;
  connection: PlatformConnection;
  practice: Practice;
  setupCode: string | null;
}

/** How long a sign-in waits for a platform that is starting: one on a busy machine takes some seconds. */
const PATIENCE_MS = 20_000;

export function embeddedReach(patienceMs = PATIENCE_MS): EmbeddedReach {
  let now: Listening | Refusal | null = null;
  let preparing: Progress | null = null;
  let waiting: (() => void)[] = [];

  function wake(): void {
    const woken = waiting;
    waiting = [];
    for (const go of woken) go();
  }

  /** Resolves at the next news, when the patience is over, or at an abort. */
  function news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      waiting.push(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  return {
    address: null,

    state() {
      const problem = now !== null && !('client' in now) ? now : null;
      const listening = now !== null && 'client' in now ? now : null;
      if (problem !== null) return { platform: 'unreachable', practice: null, preparing: null, problem };
      if (listening === null) {
        return {
          platform: preparing === null ? 'starting' : 'preparing',
          practice: null,
          preparing,
          problem: null,
        };
      }
      const platform = listening.setupCode === null ? 'ready' : 'unclaimed';
      return { platform, practice: listening.practice, preparing: null, problem: null };
    },

    async reached(signal): Promise<Result<ReachedPlatform>> {
      if (now === null && preparing === null) await news(signal);
      if (signal.aborted) return stoppedWaiting();
      if (now === null) {
        return err('unreachable', 'The platform has not started yet.', 'Try again in a moment.');
      }
      if (!('client' in now)) return now;
      return ok({ client: now.client, practice: now.practice, verifierKey: null });
    },

    platformIs(told) {
      if (now !== null && 'client' in now) void now.connection.close();
      preparing = null;
      if (told.ok) {
        const { address, launchSecret, practice, setupCode } = told.value;
        const connection = connectPlatform(address, { launchSecret });
        now = { practice, setupCode, connection, client: platformClient(connection.transport) };
      } else now = told;
      wake();
    },

    progress(told) {
      // It is at work again: what it failed at before does not hold any more.
      if (now !== null && !('client' in now)) now = null;
      preparing = told;
    },

    setupCode: () => (now !== null && 'client' in now ? now.setupCode : null),

    claimed() {
      if (now !== null && 'client' in now) now.setupCode = null;
    },

    async close() {
      wake();
      if (now !== null && 'client' in now) await now.connection.close();
    },
  };
}
