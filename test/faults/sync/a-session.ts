import { expect } from 'vitest';
import { platformClient } from '../../../src/shared/contract/platform/client';
import type { SyncView } from '../../../src/shared/contract/bridge/sync';
import { syncView } from '../../../src/shared/contract/bridge/sync';
import { systemClock, type Clock } from '../../../src/vault/clock';
import { connectPlatform } from '../../../src/vault/platform-client';
import { startSession, type Session, type Who } from '../../../src/vault/session';
import type { WritableDb } from '../../../src/vault/store/db';
import type { Online } from '../../../src/vault/sync/platform-session';

export const who: Who = {
  account: {
    userId: '018f6d1c-0000-4000-8000-000000000002',
    userName: 'dana',
    displayName: 'Dana Ruiz',
    role: 'admin',
  },
  practice: {
    practiceId: '018f6d1c-0000-4000-8000-000000000001',
    name: 'Coulee Ridge Family Practice',
    timeZone: 'America/Chicago',
    synthetic: true,
  },
  permissions: ['audit:read', 'workforce:read'],
};

/** A session over a real file, and what it told the window. */
export interface OpenSession {
  session: Session;
  look(): SyncView;
  /** Waits until the view has these parts. */
  until(parts: Partial<Record<keyof SyncView, unknown>>, timeout?: number): Promise<SyncView>;
  told: { sync: number; people: number; trail: number[] };
  logged: string[];
}

export interface SessionGiven {
  db: WritableDb;
  online: Online | null;
  who?: Who;
  clock?: Clock;
}

export function openSession(given: SessionGiven): OpenSession {
  const told: OpenSession['told'] = { sync: 0, people: 0, trail: [] };
  const logged: string[] = [];
  const session = startSession({
    who: given.who ?? who,
    online: given.online,
    db: given.db,
    heardAt: null,
    clock: given.clock ?? systemClock,
    log: (what) => logged.push(what),
    heard: () => undefined,
    notices: {
      syncChanged: () => (told.sync += 1),
      trailChanged: (size) => told.trail.push(size),
      peopleChanged: () => (told.people += 1),
    },
  });
  // What the window gets is held to its declaration.
  const look = () => syncView.parse(session.sync.look());
  return {
    session,
    look,
    async until(parts, timeout = 20_000) {
      await expect.poll(look, { timeout, interval: 20 }).toMatchObject(parts);
      return look();
    },
    told,
    logged,
  };
}

/** A place at a platform that never asks for more than it gave. */
export function onlineAt(address: string): Online & { close(): Promise<void> } {
  const connection = connectPlatform(address, { launchSecret: 'L'.repeat(43) });
  return {
    client: platformClient(connection.transport),
    tokens: {
      accessToken: 'access',
      expiresIn: 900,
      refreshToken: 'refresh'.padEnd(32, '.'),
      refreshExpiresIn: 86_400,
    },
    close: connection.close,
  };
}
