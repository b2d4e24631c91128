import type { bridgeCalls } from '../../shared/contract/bridge/calls';
import type { BridgeHandlers } from '../../shared/contract/bridge/serve';
import type { Entered } from '../gate';
import type { Session } from '../session';

export type Handlers = BridgeHandlers<typeof bridgeCalls>;

/** Somebody's vault while it is open. */
export interface OpenVault {
  /** Who came in, how, and their file. */
  entered: Entered;
  session: Session;
}

/** The vault that is open. Calls declared `open` are refused before their handler where there is none. */
export type Opened = () => OpenVault;
