import { Button } from '../../ui/button';
import { KeyCap } from '../../ui/key-cap';

/** Told before the gate opens: this computer's keychain had no part in it. */
export function OpenedByPhrase({ onGoOn }: { onGoOn: () => void }) {
  return (
    <section className="mt-5">
      <h1 className="font-record text-2xl leading-8 font-semibold">Opened with the recovery phrase</h1>
      <p className="mt-1 text-ink-2">
        This computer’s keychain had no part in it: whoever holds the phrase can do the same. If somebody may
        have read it, make a new phrase under Settings, Keys; the old one then opens nothing.
      </p>
      <Button kind="primary" className="mt-5" autoFocus onClick={onGoOn}>
        Go on <KeyCap>Enter</KeyCap>
      </Button>
    </section>
  );
}
