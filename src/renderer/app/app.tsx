import { lazy, Suspense, useEffect, useState } from 'react';
import { Gate } from '../features/gate/gate';
import type { GateGuess } from '../features/gate/screen-for';
import type { Bridge } from '../lib/bridge';
import { BridgeContext } from '../lib/bridge-context';
import { useConsole } from './console-store';

/** Loaded apart: the gate is on the screen before anything behind it is read. */
const Shell = lazy(async () => ({ default: (await import('./shell')).Shell }));

/** `gate` is main's guess, drawn at once; the vault's word replaces it when it comes. */
export function App({ bridge, gate }: { bridge: Promise<Bridge>; gate: GateGuess }) {
  const [connected, setConnected] = useState<Bridge | null>(null);
  useEffect(() => {
    let mounted = true;
    void bridge.then((made) => {
      if (mounted) setConnected(made);
    });
    return () => {
      mounted = false;
    };
  }, [bridge]);

  return (
    <BridgeContext value={connected}>
      <Inside gate={gate} connected={connected} />
    </BridgeContext>
  );
}

function Inside({ gate, connected }: { gate: GateGuess; connected: Bridge | null }) {
  const inside = useConsole((state) => state.inside);
  const enter = useConsole((state) => state.enter);
  if (inside !== null && connected !== null)
    return (
      <Suspense fallback={null}>
        <Shell {...inside} />
      </Suspense>
    );
  return <Gate bridge={connected} guess={gate} onEntered={enter} />;
}
