import { useState, type FormEvent } from 'react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import { passwordLacks } from '../../../shared/domain/password';
import type { Refusal } from '../../../shared/domain/result';
import type { Bridge } from '../../lib/bridge';
import { Button } from '../../ui/button';
import { PasswordField } from '../../ui/field';
import { KeyCap } from '../../ui/key-cap';
import { GateColumn } from './gate-column';
import { PasswordRules } from './password-rules';
import { RefusalLine } from './refusal-line';
import type { Entered } from './entered';
import { useCapsLock } from './use-caps-lock';

type Stage = 'typing' | 'claiming' | 'signing-in' | 'not-in';

const stageWords: Readonly<Record<Stage, string>> = {
  typing: 'Set the password and sign in',
  claiming: 'Giving everybody the password…',
  'signing-in': 'Opening your vault…',
  'not-in': 'Sign in',
};

interface Props {
  bridge: Bridge | null;
  view: GateView;
  onEntered: (entered: Entered) => void;
  /** While true the practice may become ready without this screen being taken away. */
  onBusy: (busy: boolean) => void;
}

/** The synthetic practice waits for its password; who sets it comes in as its administrator. */
export function Claim({ bridge, view, onEntered, onBusy }: Props) {
  const [password, setPassword] = useState('');
  const [stage, setStage] = useState<Stage>('typing');
  const [userName, setUserName] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { capsLock, noticing } = useCapsLock();
  const waiting = stage === 'typing' || stage === 'not-in';

  async function signIn(name: string) {
    if (bridge === null) return;
    setStage('signing-in');
    const entered = await bridge.call('gate.signIn', { who: { userName: name }, password });
    if (entered.ok) {
      onEntered(entered.value);
      return;
    }
    setStage('not-in');
    setRefusal(entered);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (bridge === null || !waiting || passwordLacks(password).length > 0) return;
    setRefusal(null);
    if (userName !== null) return signIn(userName);
    setStage('claiming');
    onBusy(true);
    const claimed = await bridge.call('gate.claim', { password });
    if (claimed.ok) {
      setUserName(claimed.value.account.userName);
      return signIn(claimed.value.account.userName);
    }
    onBusy(false);
    setStage('typing');
    setRefusal(claimed);
  }

  return (
    <GateColumn view={view}>
      <h1 className="mt-8 font-record text-2xl leading-8 font-semibold">
        Choose a password for this practice
      </h1>
      <p className="mt-1 text-ink-2">
        You come in as Ruth Adeyemi, the administrator of {view.practice?.name ?? 'the synthetic practice'}.
        Everybody in it gets the same password, so that you can come in as somebody else and see what they may
        see.
      </p>
      <form onSubmit={(event) => void submit(event)} className="mt-5 border-t border-line pt-5">
        <PasswordField
          label="Password"
          name="password"
          autoFocus
          required
          maxLength={1024}
          disabled={userName !== null}
          note={capsLock ? 'Caps Lock is on.' : undefined}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          {...noticing}
        />
        <PasswordRules password={password} />
        <Button
          kind="primary"
          type="submit"
          className="mt-5"
          disabled={!waiting || passwordLacks(password).length > 0}
        >
          {stageWords[stage]} {waiting && <KeyCap>Enter</KeyCap>}
        </Button>
        <RefusalLine refusal={refusal ?? view.problem} />
      </form>
      <p className="mt-8 border-t border-line pt-4 text-ink-3">
        It cannot be read back: keep it where you keep passwords. Nobody in this practice exists, and neither
        do their patients.
      </p>
    </GateColumn>
  );
}
