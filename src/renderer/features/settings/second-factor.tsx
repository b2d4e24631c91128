import { useState } from 'react';
import { useBridge } from '../../lib/bridge-context';
import { Button } from '../../ui/button';
import { useToast } from '../../ui/toast';
import { AskPassword } from './ask-password';
import { ConfirmFactor } from './confirm-factor';
import { SettingRow } from './setting-row';

type Step =
  | { at: 'rest' | 'password' }
  | { at: 'scan'; secret: string; uri: string }
  | { at: 'codes'; codes: readonly string[] };

interface Props {
  /** Whether the platform asks this person for a code; null while that is not known. */
  on: boolean | null;
  offline: boolean;
  onEnabled(): void;
}

/** A code from a phone beside the password, for every sign-in to the platform. */
export function SecondFactor({ on, offline, onEnabled }: Props) {
  const bridge = useBridge();
  const toast = useToast();
  const [step, setStep] = useState<Step>({ at: 'rest' });
  const rest = () => setStep({ at: 'rest' });
  // Its codes are shown because it was turned on just now.
  const isOn = step.at === 'codes' ? true : on;

  async function begin(password: string, code?: string) {
    const begun = await bridge.call('secondFactor.begin', {
      password,
      ...(code !== undefined && { code }),
    });
    if (!begun.ok) return begun;
    setStep({ at: 'scan', ...begun.value });
    return null;
  }

  return (
    <>
      <SettingRow name="Second factor" note={standingWords(isOn, offline)}>
        <Button disabled={offline || step.at !== 'rest'} onClick={() => setStep({ at: 'password' })}>
          {isOn === true ? 'Use another phone…' : 'Set it up…'}
        </Button>
      </SettingRow>
      {step.at !== 'rest' && (
        <div className="border-b border-line bg-sunken px-5 py-4">
          {step.at === 'password' && (
            <AskPassword
              why={
                on === true
                  ? 'The present phone works until the first code of the new one is accepted.'
                  : 'You need a phone with an authenticator app, for example Google Authenticator, Aegis or 1Password.'
              }
              verb="Show the QR code"
              onPassword={begin}
              onCancel={rest}
            />
          )}
          {step.at === 'scan' && (
            <ConfirmFactor
              secret={step.secret}
              uri={step.uri}
              onConfirmed={(codes) => setStep({ at: 'codes', codes })}
              onCancel={rest}
            />
          )}
          {step.at === 'codes' && (
            <>
              <p className="font-record text-base leading-6">
                The second factor is on. Write these recovery codes on paper: each lets you in once without
                the phone.
              </p>
              <ul
                aria-label="Recovery codes"
                className="mt-3 grid max-w-[30rem] grid-cols-2 gap-x-6 font-code"
              >
                {step.codes.map((code) => (
                  <li key={code} className="border-b border-line py-1.5">
                    {code}
                  </li>
                ))}
              </ul>
              <p className="mt-3 text-ink-3">
                They are shown once, and earlier ones work no more. Keep the paper away from this computer.
              </p>
              <Button
                kind="primary"
                className="mt-4"
                autoFocus
                onClick={() => {
                  rest();
                  onEnabled();
                  toast({ text: 'The second factor is on.' });
                }}
              >
                They are on paper
              </Button>
            </>
          )}
        </div>
      )}
    </>
  );
}

function standingWords(on: boolean | null, offline: boolean): string {
  if (offline) return 'It belongs to the platform: go online to see or to change it.';
  if (on === null) return 'Not known yet: the platform has not said.';
  return on
    ? 'On. Signing in to the platform takes your password and a code from your phone.'
    : 'Off. Whoever learns your password can sign in to the platform.';
}
