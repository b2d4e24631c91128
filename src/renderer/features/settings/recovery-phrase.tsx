import { useState } from 'react';
import { useBridge } from '../../lib/bridge-context';
import { shortDate } from '../../lib/time';
import { Button } from '../../ui/button';
import { Moment } from '../../ui/moment';
import { useToast } from '../../ui/toast';
import { AskPassword } from './ask-password';
import { ConfirmPhrase } from './confirm-phrase';
import { groupsOf } from './phrase-groups';
import { SettingRow } from './setting-row';

type Step = { at: 'rest' | 'password' } | { at: 'shown' | 'confirm'; phrase: string };

/** Makes the phrase that opens this vault without the keychain. `madeAt` in microseconds, null where there is none. */
export function RecoveryPhrase({
  madeAt,
  zone,
  onMade,
}: {
  madeAt: number | null;
  zone: string;
  onMade(): void;
}) {
  const bridge = useBridge();
  const toast = useToast();
  const [step, setStep] = useState<Step>({ at: 'rest' });
  const rest = () => setStep({ at: 'rest' });

  async function make(password: string) {
    const made = await bridge.call('vaultKey.newPhrase', { password });
    if (!made.ok) return made;
    setStep({ at: 'shown', phrase: made.value.phrase });
    return null;
  }

  return (
    <>
      <SettingRow
        name="Recovery phrase"
        note={
          madeAt === null ? (
            'None yet. If this computer’s keychain is lost, your vault here cannot be opened without one.'
          ) : (
            <>
              Made on <Moment at={madeAt}>{shortDate(madeAt, zone)}</Moment>. It opens your vault without this
              computer’s keychain.
            </>
          )
        }
      >
        <Button disabled={step.at !== 'rest'} onClick={() => setStep({ at: 'password' })}>
          {madeAt === null ? 'Make a phrase…' : 'Make a new one…'}
        </Button>
      </SettingRow>
      {step.at !== 'rest' && (
        <div className="border-b border-line bg-sunken px-5 py-4">
          {step.at === 'password' && (
            <AskPassword
              why={
                madeAt === null
                  ? 'Have paper and a pen ready: the phrase is shown once.'
                  : 'Have paper and a pen ready: the phrase is shown once. The present one works until the new one is confirmed.'
              }
              verb="Show a new phrase"
              onPassword={make}
              onCancel={rest}
            />
          )}
          {step.at === 'shown' && (
            <>
              <p className="font-record text-base leading-6">
                Write these seven groups on paper, in this order. Whoever holds them can open your vault.
              </p>
              <ol aria-label="Recovery phrase" className="mt-3 flex flex-wrap gap-x-2 gap-y-3">
                {groupsOf(step.phrase).map((group, place) => (
                  <li
                    key={place}
                    className="rounded-control border border-line-strong bg-raised px-3 py-2 font-code text-base leading-5 tracking-[0.08em]"
                  >
                    {group}
                  </li>
                ))}
              </ol>
              <p className="mt-3 text-ink-3">
                Letters and digits, no spaces needed; there is no letter O, I, L or U among them. Keep the
                paper away from this computer, and no photograph of it.
              </p>
              <div className="mt-4 flex items-center gap-2">
                <Button
                  kind="primary"
                  autoFocus
                  onClick={() => setStep({ at: 'confirm', phrase: step.phrase })}
                >
                  It is on paper
                </Button>
                <Button kind="quiet" onClick={rest}>
                  Cancel
                </Button>
                <span className="text-ink-3">
                  {madeAt === null ? 'Cancelled, it opens nothing.' : 'Cancelled, the present phrase stays.'}
                </span>
              </div>
            </>
          )}
          {step.at === 'confirm' && (
            <ConfirmPhrase
              phrase={step.phrase}
              onConfirmed={() => {
                rest();
                onMade();
                toast({ text: 'The recovery phrase is in use.' });
              }}
              onShowAgain={() => setStep({ at: 'shown', phrase: step.phrase })}
            />
          )}
        </div>
      )}
    </>
  );
}
