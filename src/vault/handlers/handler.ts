import type { bridgeCalls } from '../../shared/contract/bridge/calls';
import type { BridgeHandlers } from '../../shared/contract/bridge/serve';
import type { Preferences } from '../../shared/contract/bridge/settings';
import type { Entered } from '../people/coming-in';
import type { LeaseKeeper } from '../people/lease';
import type { Session } from '../session';

export type Handlers = BridgeHandlers<typeof bridgeCalls>;

/** Somebody's vault while it is open. */
export interface OpenVault {
  /** Who came in, how, and their file. */
  entered: Entered;
  session: Session;
  lease: LeaseKeeper;
  /** The preferences changed: who has to know is told. */
  preferencesChanged(preferences: Preferences): void;
}

/** The vault that is open. Calls declared `open` are refused before their handler where there is none. */
export type Opened = () => OpenVault;
