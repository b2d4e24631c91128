import { useEffect, useState } from 'react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import type { Bridge } from '../../lib/bridge';

/** What the gate can say, kept current while `looking`; null until the vault has answered. */
export function useGate(bridge: Bridge | null, looking: boolean): GateView | null {
  const [view, setView] = useState<GateView | null>(null);
  useEffect(() => {
    if (bridge === null || !looking) return undefined;
    let current = true;
    const look = async () => {
      const result = await bridge.call('gate.look', {});
      if (current && result.ok) setView(result.value);
    };
    void look();
    const off = bridge.on('gate.changed', () => void look());
    return () => {
      current = false;
      off();
    };
  }, [bridge, looking]);
  return view;
}
