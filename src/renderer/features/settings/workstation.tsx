import type { ReactNode } from 'react';
import type { SettingsView } from '../../../shared/contract/bridge/settings';
import { megabytesWords } from './spans';

export function Workstation({ view }: { view: SettingsView }) {
  return (
    <dl className="grid grid-cols-[12rem_minmax(0,1fr)] max-md:grid-cols-1">
      <Fact name="Name">{view.workstation}</Fact>
      <Fact name="Platform">
        {view.platform === null ? 'Inside this program, for the synthetic practice' : view.platform}
      </Fact>
      <Fact name="Your vault">{megabytesWords(view.vaultBytes)} on this computer</Fact>
      <Fact name="Encrypted with">{view.cipher}</Fact>
      <Fact name="Opened with">Your password and a secret in this computer’s keychain, both together</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="border-b border-line py-2.5 text-ink-3 max-md:border-0 max-md:pb-0">{name}</dt>
      <dd className="border-b border-line py-2.5 break-words">{children}</dd>
    </>
  );
}
