import { afterEach, beforeEach } from 'vitest';
import { aStore, type AStore } from '../../integration/vault/a-store';
import { onlineAt, openSession, type OpenSession, type SessionGiven } from './a-session';
import { serveLog, type ServedLog } from './a-served-log';

/** For each test a file, a platform, and what is opened over them; all of it is gone after the test. */
export interface Scene {
  readonly store: AStore;
  readonly platform: ServedLog;
  /** Opens the file, online at the platform. */
  open(given?: Partial<SessionGiven>): OpenSession;
}

export function eachWithScene(): Scene {
  let store: AStore;
  let platform: ServedLog;
  let closings: (() => Promise<unknown>)[];

  beforeEach(async () => {
    store = aStore();
    platform = await serveLog();
    closings = [];
  });

  afterEach(async () => {
    for (const close of closings.reverse()) await close().catch(() => undefined);
    await platform.leave();
    store.remove();
  });

  return {
    get store() {
      return store;
    },
    get platform() {
      return platform;
    },
    open(given = {}) {
      const online = onlineAt(platform.address);
      const opened = openSession({ db: store.db, online, ...given });
      closings.push(online.close, () => opened.session.close());
      return opened;
    },
  };
}

/** The root of a log as a view has it. */
export function rootText(root: Uint8Array): string {
  return Buffer.from(root).toString('base64url');
}
