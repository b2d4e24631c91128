import type { Result } from '../../shared/domain/result';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { VaultCopy } from '../store/copies';
import type { ReadPage } from '../sync/read-page';

/** What this computer contributes to opening a vault. */
export interface Desk {
  /** Folder of the vault files. */
  folder: string;
  /**
   * The secret from the keychain, 32 bytes, or why there is none. `not-found`: the keychain lost it while vaults
   * exist; another one is made only where somebody gives their phrase or starts anew.
   */
  workstation(): Result<Uint8Array>;
  /** Has the keychain make a secret in the place of one that it lost; gives the present one where there is one. */
  renewWorkstation(): Promise<Result<Uint8Array>>;
  /** Of vaults that turned out to be damaged, by file id: the newest copy that was found whole. */
  intactCopies: Map<string, VaultCopy>;
  clock: Clock;
  log: Log;
  /** Reads pages of the trail; undefined: in this thread. */
  readPage?: ReadPage | undefined;
}
