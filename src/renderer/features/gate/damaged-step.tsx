import { useState } from 'react';
import { Button } from '../../ui/button';
import { RefusalLine } from './refusal-line';
import { StartAnew } from './start-anew';
import type { SigningIn } from './use-sign-in';

/** The password was right, and the vault here, or what lists the vaults, cannot be read: only the first can be put aside. */
export function DamagedStep({ signing, mayStartAnew }: { signing: SigningIn; mayStartAnew: boolean }) {
  const [sure, setSure] = useState(false);
  return (
    <section className="mt-5">
      <h1 className="font-record text-2xl leading-8 font-semibold">Your vault was not opened</h1>
      <RefusalLine refusal={signing.refusal} />
      {sure ? (
        <StartAnew signing={signing} onBack={() => setSure(false)} />
      ) : (
        <p className="mt-5 flex items-center gap-3">
          {mayStartAnew && <Button onClick={() => setSure(true)}>Start anew…</Button>}
          <Button kind="quiet" onClick={signing.back}>
            Go back
          </Button>
        </p>
      )}
    </section>
  );
}
