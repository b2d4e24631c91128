import { waitWords } from '../../lib/use-countdown';
import { KeyCap } from '../../ui/key-cap';
import type { SigningIn } from './use-sign-in';

/** What stands on the button that sends: what it does, that it is doing it, or how long to wait. */
export function SendWords({
  signing: { busy, wait },
  idle,
  busy: busyWords,
}: {
  signing: Pick<SigningIn, 'busy' | 'wait'>;
  idle: string;
  busy: string;
}) {
  if (busy) return busyWords;
  if (wait > 0) return `Try again in ${waitWords(wait)}`;
  return (
    <>
      {idle} <KeyCap>Enter</KeyCap>
    </>
  );
}
