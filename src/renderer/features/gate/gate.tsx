import { useEffect, useState } from 'react';
import type { FoundPlatform, KnownPerson } from '../../../shared/contract/bridge/gate';
import type { Bridge } from '../../lib/bridge';
import { markAfterPaint } from '../../lib/marks';
import { Claim } from './claim';
import type { OnEntered } from './entered';
import { FirstRun } from './first-run';
import './gate.css';
import { LockScreen } from './lock-screen';
import type { Chosen } from './people-cards';
import { Preparing } from './preparing';
import { screenFor, type GateGuess } from './screen-for';
import { SignIn } from './sign-in';
import { SignInSteps } from './sign-in-step-screens';
import { TrustPlatform } from './trust-platform';
import { useGate } from './use-gate';
import { useSignIn } from './use-sign-in';

interface Props {
  /** Null until the vault answers: the screen that `guess` names is drawn meanwhile. */
  bridge: Bridge | null;
  guess: GateGuess;
  onEntered: OnEntered;
}

/** Everything before anybody is in. */
export function Gate({ bridge, guess, onEntered }: Props) {
  const { view, look } = useGate(bridge);
  const signing = useSignIn(bridge, onEntered, () => void look());
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [choosing, setChoosing] = useState(false);
  const [found, setFound] = useState<FoundPlatform | null>(null);
  const [claiming, setClaiming] = useState(false);
  useEffect(() => markAfterPaint('gate-usable'), []);

  const chosenNow = chosen ?? onlyOne(view?.people ?? []);
  if (view !== null && (signing.step !== 'password' || signing.byPhrase !== null)) {
    return <SignInSteps view={view} signing={signing} onEntered={onEntered} />;
  }
  if (found !== null && bridge !== null) {
    return (
      <TrustPlatform
        bridge={bridge}
        view={view}
        found={found}
        onTrusted={() => {
          setFound(null);
          setChoosing(false);
          void look();
        }}
        onBack={() => setFound(null)}
      />
    );
  }
  const screen = screenFor(view, guess, choosing);
  if (view !== null && (claiming || screen === 'claim')) {
    return <Claim bridge={bridge} view={view} onEntered={onEntered} onBusy={setClaiming} />;
  }
  const begun = () => {
    setChoosing(false);
    void look();
  };
  if (view !== null && screen === 'preparing') {
    return (
      <Preparing
        view={view}
        onRetry={() => void bridge?.call('gate.try', {}).then(begun)}
        onOtherPlatform={() => setChoosing(true)}
      />
    );
  }
  if (view !== null && screen === 'sign-in') {
    return <SignIn view={view} signing={signing} onOtherPlatform={() => setChoosing(true)} />;
  }
  if (screen === 'first-run') {
    return <FirstRun bridge={bridge} view={view} onTry={begun} onFound={setFound} />;
  }
  return <LockScreen view={view} signing={signing} chosen={chosenNow} onChoose={setChosen} />;
}

function onlyOne(people: readonly KnownPerson[]): Chosen | null {
  return people.length === 1 ? (people[0]?.personId ?? null) : null;
}
