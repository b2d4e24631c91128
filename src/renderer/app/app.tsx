import { useEffect, useState } from 'react';
import { Gate } from '../features/gate/gate';
import type { GateGuess } from '../features/gate/screen-for';
import type { Bridge } from '../lib/bridge';
import { BridgeContext } from '../lib/bridge-context';
import { afterPaint } from '../lib/marks';
import { useConsole } from './console-store';

/** Loaded apart: the gate is on the screen before anything behind it is read. */
const readShell = async () => (await import('./shell')).Shell;
type Shell = Awaited<ReturnType<typeof readShell>>;

/** `guess` is what main takes the first screen to be, drawn at once; the vault's word replaces it when it comes. */
export function App({ connect, guess }: { connect: () => Promise<Bridge>; guess: GateGuess }) {
  const [bridge, setBridge] = useState<Bridge | null>(null);
  // No lazy component: React holds back for 300 ms what replaces a fallback, and it would at each first unlock.
  const [Shell, setShell] = useState<Shell | null>(null);
  const { entered, enter } = useConsole();
  useEffect(() => {
    let mounted = true;
    // After the first screen, which would wait while what this reads is compiled.
    void afterPaint().then(async () => {
      if (!mounted) return;
      const made = await connect();
      if (!mounted) return;
      setBridge(made);
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
  }, [connect]);

  return (
    <BridgeContext value={bridge}>
      {entered === null || bridge === null ? (
        <Gate bridge={bridge} guess={guess} onEntered={enter} />
      ) : (
        Shell !== null && <Shell entered={entered} />
      )}
    </BridgeContext>
  );
}
