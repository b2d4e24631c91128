import { useCallback, useEffect, useState } from 'react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import type { Bridge } from '../../lib/bridge';

/** What the gate can say, kept current; null until the vault has answered. `look` asks again. */
export function useGate(bridge: Bridge | null): { view: GateView | null; look: () => Promise<void> } {
  const [view, setView] = useState<GateView | null>(null);
  const look = useCallback(async () => {
    const result = await bridge?.call('gate.look', {});
    if (result?.ok === true) setView(result.value);
  }, [bridge]);
  useEffect(() => {
    void look();
    return bridge?.on('gate.changed', () => void look());
  }, [bridge, look]);
  return { view, look };
}
