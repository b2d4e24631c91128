import { useEffect, useEffectEvent, useState, type FormEvent, type ReactNode, type Ref } from 'react';
import type { OtherOpener } from '../../../shared/contract/bridge/gate';
import type { ErrorCode, Refusal } from '../../../shared/domain/result';
import { Button } from '../../ui/button';
import { cn } from '../../ui/cn';
import { Field, PasswordField } from '../../ui/field';
import { TextLink } from '../../ui/text-link';
import { RefusalLine } from './refusal-line';
import { SendWords } from './send-words';
import type { Who } from './sign-in-steps';
import { useCapsLock } from './use-caps-lock';
import type { SigningIn } from './use-sign-in';

/** Where the keychain gives nothing, the phrase does. */
const phraseHelps: readonly ErrorCode[] = ['keychain-missing', 'keychain-locked'];

interface Props {
  signing: SigningIn;
  /** "Unlock", "Sign in". */
  verb: string;
  /** Null until a person is chosen; then a name typed here counts where `asksName`. */
  who: Who | null;
  asksName: boolean;
  /** Under each other, in a narrow column. */
  stacked?: boolean;
  passwordLabel: string;
  /** The vault has answered, and takes a sign-in. */
  ready: boolean;
  /** Why nobody can come in at the moment; what the last try was refused for comes before it. */
  problem: Refusal | null;
  /** To the right of the fields. */
  beside?: ReactNode;
  field: Ref<HTMLInputElement>;
  /** Out of the password, back to where one was chosen. */
  onEscape?: () => void;
}

/** A name where it is not known, the password, and the recovery phrase where somebody needs it. */
export function PasswordForm({
  signing,
  verb,
  who,
  asksName,
  stacked = false,
  passwordLabel,
  ready,
  problem,
  beside,
  field,
  onEscape,
}: Props) {
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [phrase, setPhrase] = useState<string | null>(null);
  const [hurried, setHurried] = useState(false);
  const { capsLock, noticing } = useCapsLock();
  const refusal = signing.refusal ?? problem;
  const person: Who | null = asksName ? { userName: userName.trim() } : who;
  const complete =
    person !== null &&
    password !== '' &&
    (!asksName || userName.trim() !== '') &&
    (phrase === null || phrase.trim() !== '');

  async function send() {
    if (person === null || !complete) return;
    const opener: OtherOpener | null = phrase === null ? null : { kind: 'phrase', phrase: phrase.trim() };
    const looked = await signing.send({
      who: person,
      password,
      ...(opener === null ? {} : { opener }),
    });
    // What was not looked at may be sent again after the wait.
    if (looked) setPassword('');
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) void send();
    else setHurried(true);
  }

  // Enter may come before the vault has answered: then it counts as soon as it has.
  const sendHurried = useEffectEvent(() => {
    if (!hurried) return;
    setHurried(false);
    void send();
  });
  useEffect(() => {
    if (ready) sendHurried();
  }, [ready]);

  return (
    <form onSubmit={submit}>
      {asksName && (
        <Field
          className={cn('mb-4', !stacked && 'max-w-[22.5rem]')}
          label="User name"
          name="userName"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          maxLength={254}
          value={userName}
          onChange={(event) => setUserName(event.target.value)}
        />
      )}
      <div className="flex flex-wrap items-start gap-x-7 gap-y-3">
        <div className={cn('flex min-w-0 items-start', stacked ? 'w-full flex-col gap-4' : 'gap-3')}>
          <PasswordField
            ref={field}
            className={stacked ? 'w-full' : 'w-[22.5rem] min-w-0'}
            label={passwordLabel}
            name="password"
            required
            maxLength={1024}
            note={capsLock ? 'Caps Lock is on.' : undefined}
            value={password}
            onChange={(event) => {
              setPassword(event.target.value);
              if (signing.refusal !== null) signing.forgive();
            }}
            {...noticing}
            onKeyDown={(event) => {
              noticing.onKeyDown(event);
              if (event.key === 'Escape') onEscape?.();
            }}
          />
          <Button
            kind="primary"
            type="submit"
            className={stacked ? undefined : 'mt-6 h-9'}
            disabled={(ready ? !complete : password === '') || signing.busy || signing.wait > 0}
          >
            <SendWords
              signing={hurried ? { busy: true, wait: 0 } : signing}
              idle={verb}
              busy={verb === 'Unlock' ? 'Unlocking…' : 'Signing in…'}
            />
          </Button>
        </div>
        {beside !== undefined && (
          <div className="mt-6 min-w-0 flex-1 basis-64 text-xs text-ink-3">{beside}</div>
        )}
      </div>
      {phrase === null ? (
        <TextLink className="mt-3 text-xs" onClick={() => setPhrase('')}>
          Use the recovery phrase
        </TextLink>
      ) : (
        <Field
          className="mt-4 max-w-[30rem]"
          label="Recovery phrase"
          remark="with your password; it stands in for this computer’s keychain"
          name="phrase"
          autoComplete="off"
          spellCheck={false}
          autoFocus
          maxLength={200}
          note="Seven groups of four, as you wrote them down. Forgotten the password? An administrator can set a new one; then the phrase opens your vault."
          value={phrase}
          onChange={(event) => setPhrase(event.target.value)}
        />
      )}
      <RefusalLine refusal={refusal}>
        {phrase === null && refusal !== null && phraseHelps.includes(refusal.code) && (
          <Button size="small" onClick={() => setPhrase('')}>
            Use the recovery phrase
          </Button>
        )}
      </RefusalLine>
    </form>
  );
}
