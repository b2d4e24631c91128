import { lazy, Suspense, useEffect, useState } from 'react';
import { FirstRun } from '../features/gate/first-run';
import { SignIn } from '../features/gate/sign-in';
import { useGate } from '../features/gate/use-gate';
import type { GateView } from '../../shared/contract/bridge/gate';
import type { Bridge } from '../lib/bridge';
import { BridgeContext } from '../lib/bridge-context';
import { markAfterPaint } from '../lib/marks';
import { useConsole } from './console-store';

/** Loaded apart: the gate is on the screen before anything behind it is read. */
const Shell = lazy(async () => ({ default: (await import('./shell')).Shell }));

type Screen = 'first-run' | 'sign-in';

/** `gate` is main's guess, drawn at once; the vault's word replaces it when it comes. */
export function App({ bridge, gate }: { bridge: Promise<Bridge>; gate: Screen }) {
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

function Inside({ gate, connected }: { gate: Screen; connected: Bridge | null }) {
  const inside = useConsole((state) => state.inside);
  const enter = useConsole((state) => state.enter);
  const view = useGate(connected, inside === null);
  useEffect(() => {
    if (inside === null) markAfterPaint('gate-usable');
  }, [inside]);
  if (inside !== null && connected !== null)
    return (
      <Suspense fallback={null}>
        <Shell {...inside} />
      </Suspense>
    );
  const screen = screenFor(view, gate);
  return screen === 'first-run' ? (
    <FirstRun bridge={connected} view={view} onEntered={enter} />
  ) : (
    <SignIn bridge={connected} view={view} onEntered={enter} />
  );
}

/** What the vault says, and until it says something main's guess. */
function screenFor(view: GateView | null, guess: Screen): Screen {
  if (view === null) return guess;
  if (view.people.length > 0 || view.platform === 'ready') return 'sign-in';
  return view.platform === 'unclaimed' ? 'first-run' : guess;
}
