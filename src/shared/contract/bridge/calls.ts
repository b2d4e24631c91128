import type { BridgeCall, BridgeNotice } from './call';
import { inspectFile } from './file';
import { claim, gateChanged, lock, lookAtGate, signIn } from './gate';
import { whoAmI } from './session';
import { listEvents, trailChanged } from './trail';

/** Every call the window may make. What is not in this list does not exist. */
export const bridgeCalls = {
  'gate.look': lookAtGate,
  'gate.claim': claim,
  'gate.signIn': signIn,
  'gate.lock': lock,
  'session.whoAmI': whoAmI,
  'trail.listEvents': listEvents,
  'file.inspect': inspectFile,
} as const satisfies Record<string, BridgeCall>;

/** Everything the vault may tell the window unasked. */
export const bridgeNotices = {
  'gate.changed': gateChanged,
  'trail.changed': trailChanged,
} as const satisfies Record<string, BridgeNotice>;

export type BridgeCallName = keyof typeof bridgeCalls;
export type BridgeNoticeName = keyof typeof bridgeNotices;
