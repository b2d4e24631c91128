import type { KnownPerson } from '../../../shared/contract/bridge/gate';
import { Button } from '../../ui/button';
import { CopyTime } from './copy-time';
import type { SigningIn } from './use-sign-in';

interface Props {
  signing: SigningIn;
  copy: NonNullable<KnownPerson['copy']>;
  zone: string;
  onBack: () => void;
}

/** The second look before a copy takes the place of a damaged vault: what is kept, and what is not in the copy. */
export function OpenCopy({ signing, copy, zone, onBack }: Props) {
  const made = <CopyTime madeAt={copy.madeAt} zone={zone} />;
  return (
    <div className="mt-5">
      <p className="font-record text-base leading-6">
        The copy from {made} takes the place of your vault. What was recorded since then is received from the
        platform.
      </p>
      <ul className="mt-3 border-t border-line text-ink-2">
        <li className="border-b border-line py-2">
          It holds {copy.events.toLocaleString('en-US')} events, and is compared with the platform’s signed
          record.
        </li>
        <li className="border-b border-line py-2">
          The damaged file is kept on this computer as evidence. Nothing in it is deleted.
        </li>
        <li className="border-b border-line py-2">
          What you did here after {made} and what was not sent yet stays in the damaged file, unsent. What you
          set since then is to be set again.
        </li>
        <li className="border-b border-line py-2">
          Your password and your recovery phrase stay as they are.
        </li>
      </ul>
      <div className="mt-5 flex items-center gap-3">
        <Button
          kind="primary"
          disabled={signing.busy || signing.wait > 0}
          onClick={() => void signing.add({ opener: { kind: 'copy', madeAt: copy.madeAt } })}
        >
          {signing.busy ? 'Opening the copy…' : 'Open the copy'}
        </Button>
        <Button kind="quiet" disabled={signing.busy} onClick={onBack}>
          Go back
        </Button>
      </div>
    </div>
  );
}
