import type { Practice } from '../shared/contract/platform/auth';
import type { Acts } from './audit/act';
import type { Clock } from './clock';
import type { Database } from './database/schema';
import type { AccessTokens } from './identity/access-token';
import type { PasswordHashes } from './identity/password-hash';

/** What the handlers of calls work with. */
export interface Service {
  db: Database;
  acts: Acts;
  clock: Clock;
  passwords: PasswordHashes;
  tokens: AccessTokens;
  practice: Practice;
  /** The code that claims the practice, null once it has an administrator; `claimed` spends it. */
  setup: { readonly code: string | null; claimed(): void };
  /** Once true, nothing is taken into the log or read from it. */
  isLogDamaged: () => boolean;
  /** The log's key, for readers. */
  verifierKey: string;
}
