import { Button } from '../../ui/button';
import type { SigningIn } from './use-sign-in';

/** The second look before a vault is put aside and received again. */
export function StartAnew({ signing, onBack }: { signing: SigningIn; onBack: () => void }) {
  return (
    <div className="mt-5">
      <p className="font-record text-base leading-6">
        Your vault here is put aside as it is, and the record is received again from the platform.
      </p>
      <ul className="mt-3 border-t border-line text-ink-2">
        <li className="border-b border-line py-2">
          The old file is kept on this computer as evidence. Nothing in it is deleted.
        </li>
        <li className="border-b border-line py-2">
          What you did here and what was not sent yet stays in the old file, unsent.
        </li>
        <li className="border-b border-line py-2">
          Your settings and your recovery phrase belong to the old file: make a new phrase afterwards.
        </li>
      </ul>
      <div className="mt-5 flex items-center gap-3">
        <Button
          className="border-breach text-breach"
          disabled={signing.busy || signing.wait > 0}
          onClick={() => void signing.add({ opener: { kind: 'start-anew' } })}
        >
          {signing.busy ? 'Starting anew…' : 'Put it aside and start anew'}
        </Button>
        <Button kind="quiet" disabled={signing.busy} onClick={onBack}>
          Go back
        </Button>
      </div>
    </div>
  );
}
