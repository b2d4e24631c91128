import { CloudOff, LockKeyhole } from 'lucide-react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import { networkWords } from './network-words';
import { useOnline } from './use-online';

/** At the foot of every gate screen: whether the platform answers, and what can be done without it. */
export function NetworkLine({ view }: { view: GateView | null }) {
  const { connected, words } = networkWords(view, useOnline());
  const Icon = connected ? LockKeyhole : CloudOff;
  return (
    <span role="status" className="flex items-center gap-2 text-right">
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={1.75} />
      {words}
    </span>
  );
}
