import { createContext, useContext } from 'react';
import type { Account, Practice } from '../../shared/contract/platform/auth';

/** Who is in, where, and what they may do. */
export interface Inside {
  account: Account;
  practice: Practice;
  /** The vault was opened without the platform, or the platform's session has ended since. */
  offline: boolean;
  /** Permissions of the account's role; null until the vault has said them. */
  permissions: readonly string[] | null;
}

export const InsideContext = createContext<Inside | null>(null);

export function useInside(): Inside {
  const inside = useContext(InsideContext);
  if (inside === null) throw new TypeError('A screen was drawn outside the shell.');
  return inside;
}
