import type { Practice } from '../shared/contract/platform/auth';
import type { NoteVerifier } from '../shared/transparency/signed-note';
import type { Acts } from './audit/act';
import type { Backups } from './backup/keep';
import type { LogGrowth } from './audit/log-growth';
import type { Clock } from './clock';
import type { Database, DatabaseTransaction } from './database/schema';
import type { AccessTokens } from './identity/access-token';
import type { ServedTls } from './http/certificate';
import type { PasswordHashes } from './identity/password-hash';
import type { SecretSeal } from './identity/sealed-secret';
import type { ServiceKey } from './phi/data-keys';
import type { OpenForeign } from './phi/foreign-forms';

/** What the handlers of calls work with. */
export interface Service {
  db: Database;
  acts: Acts;
  clock: Clock;
  passwords: PasswordHashes;
  tokens: AccessTokens;
  seal: SecretSeal;
  /** What patient data is sealed with; `nudge` has a rotation go on. */
  phi: {
    key: ServiceKey;
    openForeign: OpenForeign;
    nudge(): void;
    /** Writes down who was erased, beside the backups; undefined where none are made. */
    listErasures?: ((transaction: DatabaseTransaction) => Promise<void>) | undefined;
  };
  /** Null where no folder for backups is set. */
  backups: Backups | null;
  /** Has archives of the log be gone on with; `make`: those that are due made now as well. */
  archives: { nudge(make: boolean): void };
  practice: Practice;
  /** Of this program. */
  version: string;
  /** The code that claims the practice until somebody can sign in; `claimed` tells that somebody now can. */
  setup: { code: string; claimed: () => void };
  growth: LogGrowth;
  /** Whether it serves only the program that started it. */
  isEmbedded: boolean;
  /** The certificate that it serves now; null where requests come in clear, from this computer. */
  servedTls: () => ServedTls | null;
  /** Once true, nothing is taken into the log or read from it. */
  isLogDamaged: () => boolean;
  /** What the log's own signatures are verified with. */
  logVerifier: NoteVerifier;
  /** The log's key, for readers. */
  verifierKey: string;
}
