import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fromPlatform, type ToPlatform } from '../../shared/contract/process/platform';
import type { ToVault } from '../../shared/contract/process/vault';
import { err, type Refusal } from '../../shared/domain/result';
import { keychainSecret } from '../keychain/secrets';
import { startService, stopService } from './service';

export type PlatformAddress = Extract<ToVault, { type: 'platform' }>['platform'];

export interface EmbeddedPlatform {
  stop(): Promise<void>;
}

/** How long a stop may take before the process is ended by force; every acknowledged act is already on disk. */
const GRACE_MS = 5_000;

/** The practice a computer of its own starts with until it is connected to a real one. */
const trialPractice = { name: 'Coulee Ridge Family Practice', timeZone: 'America/Chicago', synthetic: true };

/** Starts the platform that runs inside the app, with its database under `folder`; `claimed` hears that the set-up code is spent. */
export function startEmbeddedPlatform(
  file: string,
  folder: string,
  version: string,
  tell: (address: PlatformAddress) => void,
  claimed: () => void,
): EmbeddedPlatform {
  const launchSecret = randomBytes(32).toString('base64url');
  let stopping = false;
  const service = startService<ToPlatform, ReturnType<typeof fromPlatform.parse>>(
    'platform',
    file,
    fromPlatform,
    (message) => {
      if (message.type === 'listening') {
        const { address, practice, setupCode } = message;
        tell({ ok: true, value: { address, launchSecret, practice, setupCode } });
      } else if (message.type === 'claimed') {
        claimed();
      } else if (message.type === 'failed') {
        tell(message.refusal);
      }
    },
  );
  void service.ended.then(() => {
    if (!stopping) tell(stopped());
  });
  void begin();

  async function begin(): Promise<void> {
    const [logKey, tokenKey] = await Promise.all([
      keychainSecret('platform-log-key'),
      keychainSecret('platform-token-key'),
    ]);
    if (!logKey.ok || !tokenKey.ok) {
      tell(logKey.ok ? (tokenKey as Refusal) : logKey);
      return;
    }
    service.send({
      type: 'start',
      folder: join(folder, 'platform'),
      version,
      launchSecret,
      logKey: logKey.value,
      tokenKey: tokenKey.value,
      practice: trialPractice,
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
