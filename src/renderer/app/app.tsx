import { useEffect, useState } from 'react';
import { Gate } from '../features/gate/gate';
import type { GateGuess } from '../features/gate/screen-for';
import type { Bridge } from '../lib/bridge';
import { BridgeContext } from '../lib/bridge-context';
import { useConsole } from './console-store';

/** Loaded apart: the gate is on the screen before anything behind it is read. */
const readShell = async () => (await import('./shell')).Shell;
type Shell = Awaited<ReturnType<typeof readShell>>;

/** `guess` is what main takes the first screen to be, drawn at once; the vault's word replaces it when it comes. */
export function App({ bridge, guess }: { bridge: Promise<Bridge>; guess: GateGuess }) {
  const [connected, setConnected] = useState<Bridge | null>(null);
  // No lazy component: React holds back for 300 ms what replaces a fallback, and it would at each first unlock.
  const [Shell, setShell] = useState<Shell | null>(null);
  const { entered, enter } = useConsole();
  useEffect(() => {
    let mounted = true;
    void bridge.then((made) => {
      if (!mounted) return;
      setConnected(made);
      // While somebody types their password there is time to read what lies behind it.
      requestIdleCallback(() => {
        void readShell().then((read) => {
          if (mounted) setShell(() => read);
        });
      });
    });
    return () => {
      mounted = false;
    };
  }, [bridge]);

  return (
    <BridgeContext value={connected}>
      {entered === null || connected === null ? (
        <Gate bridge={connected} guess={guess} onEntered={enter} />
      ) : (
        Shell !== null && <Shell entered={entered} />
      )}
    </BridgeContext>
  );
}
