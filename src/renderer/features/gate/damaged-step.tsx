import { useState } from 'react';
import type { KnownPerson } from '../../../shared/contract/bridge/gate';
import { shortDay } from '../../lib/time';
import { Button } from '../../ui/button';
import { CopyTime } from './copy-time';
import { OpenCopy } from './open-copy';
import { RefusalLine } from './refusal-line';
import { StartAnew } from './start-anew';
import type { SigningIn } from './use-sign-in';

interface Props {
  signing: SigningIn;
  mayStartAnew: boolean;
  /** The newest copy of this vault that is whole. */
  copy: KnownPerson['copy'];
  zone: string;
}

/**
 * The password was right, and the vault here, or what lists the vaults, cannot be read. Only a vault can be put
 * aside: for a copy of it, or to start anew.
 */
export function DamagedStep({ signing, mayStartAnew, copy, zone }: Props) {
  const [sure, setSure] = useState<'copy' | 'start-anew' | null>(null);
  const back = () => setSure(null);
  return (
    <section className="mt-5">
      <h1 className="font-record text-2xl leading-8 font-semibold">Your vault was not opened</h1>
      <RefusalLine refusal={signing.refusal} />
      {sure === 'copy' && copy !== null ? (
        <OpenCopy signing={signing} copy={copy} zone={zone} onBack={back} />
      ) : sure === 'start-anew' ? (
        <StartAnew signing={signing} onBack={back} />
      ) : (
        <>
          {copy !== null && (
            <p className="mt-5 font-record text-base leading-6">
              There is a copy of it on this computer from <CopyTime madeAt={copy.madeAt} zone={zone} />. It
              was checked just now and is whole.
            </p>
          )}
          <p className="mt-5 flex flex-wrap items-center gap-3">
            {copy !== null && (
              <Button kind="primary" onClick={() => setSure('copy')}>
                Open the copy from {shortDay(copy.madeAt, zone)}…
              </Button>
            )}
            {mayStartAnew && <Button onClick={() => setSure('start-anew')}>Start anew…</Button>}
            <Button kind="quiet" onClick={signing.back}>
              Go back
            </Button>
          </p>
        </>
      )}
    </section>
  );
}
