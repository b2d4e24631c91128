import type { GateView } from '../../../shared/contract/bridge/gate';
import { CodeStep } from './code-step';
import { DamagedStep } from './damaged-step';
import type { OnEntered } from './entered';
import { GateColumn } from './gate-column';
import { OpenedByPhrase } from './opened-by-phrase';
import { PersonLine } from './person-line';
import { SealedStep } from './sealed-step';
import type { SigningIn } from './use-sign-in';
import { zoneOf } from './zone';

interface Props {
  view: GateView;
  signing: SigningIn;
  onEntered: OnEntered;
}

/** What comes after a password that was accepted. */
export function SignInSteps({ view, signing, onEntered }: Props) {
  const { step, kept, byPhrase } = signing;
  const who = kept?.who ?? null;
  const person = view.people.find(({ personId, userName }) =>
    who === null ? false : 'personId' in who ? personId === who.personId : userName === who.userName,
  );
  const name =
    byPhrase?.account.displayName ??
    person?.displayName ??
    (who !== null && 'userName' in who ? who.userName : '');
  const practice = person?.practice ?? view.practice;
  const zone = person?.practice.timeZone ?? zoneOf(view);
  return (
    <GateColumn view={view} synthetic={practice?.synthetic}>
      <PersonLine name={name} below={practice?.name ?? ''} onBack={signing.back} />
      {byPhrase !== null ? (
        <OpenedByPhrase onGoOn={() => onEntered(byPhrase)} />
      ) : step === 'sealed' ? (
        <SealedStep signing={signing} />
      ) : step === 'damaged' ? (
        <DamagedStep
          signing={signing}
          mayStartAnew={view.problem?.code !== 'damaged'}
          copy={person?.copy ?? null}
          zone={zone}
        />
      ) : (
        <CodeStep signing={signing} lastHere={person?.lastHere ?? null} zone={zone} />
      )}
    </GateColumn>
  );
}
