import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromPlatform, type FromPlatform, type ToPlatform } from '../../shared/contract/process/platform';
import type { ToVault } from '../../shared/contract/process/vault';
import { err, missingCase, type Refusal } from '../../shared/domain/result';
import { keychainSecret } from '../keychain/secrets';
import { trialPractice } from '../trial-practice';
import { startService, stopService } from './service';

export type PlatformAddress = Extract<ToVault, { type: 'platform' }>['platform'];

export interface EmbeddedPlatform {
  stop(): Promise<void>;
}

/** How long a stop may take before the process is ended by force; every acknowledged act is already on disk. */
const GRACE_MS = 5_000;

/** What the platform's process tells, as far as others act on it. */
export interface PlatformNews {
  /** Where it is, or why it is nowhere. */
  address(address: PlatformAddress): void;
  progress(done: number, total: number, what: string): void;
  /** The set-up code is spent. */
  claimed(): void;
}

/** An empty file that says that the keychain was given a key for patient data. */
const PHI_KEY_MADE = 'phi-key-made';

/** Where the platform inside the app keeps its database. */
export function platformFolder(folder: string): string {
  return join(folder, 'platform');
}

/** Starts the platform that runs inside the app. */
export function startEmbeddedPlatform(
  file: string,
  folder: string,
  version: string,
  news: PlatformNews,
): EmbeddedPlatform {
  const launchSecret = randomBytes(32).toString('base64url');
  let stopping = false;
  const service = startService<ToPlatform, FromPlatform>('platform', file, fromPlatform, (message) => {
    switch (message.type) {
      case 'listening': {
        const { address, practice, setupCode } = message;
        news.address({ ok: true, value: { address, launchSecret, practice, setupCode } });
        return;
      }
      case 'progress':
        news.progress(message.done, message.total, message.what);
        return;
      case 'claimed':
        news.claimed();
        return;
      case 'failed':
        news.address(message.refusal);
        return;
      case 'stopped':
        return;
      default:
        missingCase(message);
    }
  });
  void service.ended.then(() => {
    if (!stopping) news.address(stopped());
  });
  void begin();

  async function begin(): Promise<void> {
    const database = platformFolder(folder);
    // Other keys than those its log was signed with would make it look forged.
    const whenMissing = existsSync(database) ? 'refuse' : 'make';
    const [logKey, tokenKey] = await Promise.all([
      keychainSecret('platform-log-key', whenMissing),
      keychainSecret('platform-token-key', whenMissing),
    ]);
    if (!logKey.ok || !tokenKey.ok) {
      news.address(logKey.ok ? (tokenKey as Refusal) : logKey);
      return;
    }
    // A database from before patient data was sealed gets its key now; one that has had a key is never given another.
    const mark = join(database, PHI_KEY_MADE);
    const phiKey = await keychainSecret('platform-phi-key', existsSync(mark) ? 'refuse' : 'make');
    if (!phiKey.ok) {
      news.address(phiKey);
      return;
    }
    // A lost one costs the old backups, which a new one cannot open, and nothing else.
    const backupKey = await keychainSecret('platform-backup-key');
    if (!backupKey.ok) {
      news.address(backupKey);
      return;
    }
    mkdirSync(database, { recursive: true, mode: 0o700 });
    writeFileSync(mark, '', { mode: 0o600 });
    service.send({
      type: 'start',
      folder: database,
      version,
      launchSecret,
      logKey: logKey.value,
      tokenKey: tokenKey.value,
      phiKey: phiKey.value,
      backupKey: backupKey.value,
      ...trialPractice,
    });
  }

  return {
    async stop() {
      stopping = true;
      await stopService(service, { type: 'stop' }, GRACE_MS);
    },
  };
}

function stopped(): Refusal {
  return err(
    'unreachable',
    'The platform on this computer has stopped. What it had confirmed is kept.',
    'Close Wardkeeper and open it again.',
  );
}
