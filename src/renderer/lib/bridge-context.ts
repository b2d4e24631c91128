import { createContext, useContext } from 'react';
import type { Bridge } from './bridge';

export const BridgeContext = createContext<Bridge | null>(null);

/** The conversation with the vault. Screens are drawn only once there is one. */
export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext);
  if (bridge === null) throw new TypeError('A screen was drawn outside the bridge.');
  return bridge;
}
