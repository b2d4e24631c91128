import { useRef } from 'react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import { TextLink } from '../../ui/text-link';
import { GateColumn } from './gate-column';
import { PasswordForm } from './password-form';
import type { SigningIn } from './use-sign-in';

/** The first sign-in on this computer: nobody is known here yet. `onOtherPlatform` leads back to choosing one. */
export function SignIn({
  view,
  signing,
  onOtherPlatform,
}: {
  view: GateView;
  signing: SigningIn;
  onOtherPlatform: () => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <GateColumn view={view}>
      <h1 className="mt-8 font-record text-2xl leading-8 font-semibold">Sign in</h1>
      <p className="text-ink-3">{view.practice?.name ?? view.address ?? 'The practice on this computer'}</p>
      <div className="mt-5 border-t border-line pt-5">
        <PasswordForm
          signing={signing}
          verb="Sign in"
          who={null}
          asksName
          stacked
          passwordLabel="Password"
          ready
          problem={view.problem}
          field={field}
        />
      </div>
      <p className="mt-8 border-t border-line pt-4 text-ink-3">
        {view.address === null ? 'The platform inside this program.' : `The platform at ${view.address}.`}{' '}
        <TextLink onClick={onOtherPlatform}>Use another platform</TextLink>
      </p>
    </GateColumn>
  );
}
