import type { ReactNode } from 'react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import { dayName, hourAndMinute } from '../../lib/time';
import { Mark } from '../../ui/mark';
import { Moment } from '../../ui/moment';
import { SyntheticData } from '../../ui/synthetic';
import { NetworkLine } from './network-line';
import { useNow } from './use-now';
import { zoneOf } from './zone';

/** The gate of a computer that people share: practice and place above, time and network below. */
export function GateDesk({ view, children }: { view: GateView | null; children: ReactNode }) {
  const now = useNow();
  const zone = zoneOf(view);
  const place = view === null ? '' : [view.practice?.name, view.workstation].filter(Boolean).join(', ');
  return (
    <main className="flex h-full flex-col bg-rail">
      <header className="window-strip flex h-14 shrink-0 items-center gap-4 pr-36 pl-6">
        <span className="flex items-center gap-2 font-semibold">
          <Mark /> Wardkeeper
        </span>
        <span className="truncate text-ink-3">{place}</span>
        {view?.practice?.synthetic === true && <SyntheticData />}
      </header>
      <div className="min-h-0 flex-1 overflow-auto px-11 max-md:px-6 pt-[min(13vh,7.5rem)] pb-6">
        <div className="mx-auto max-w-[63.75rem]">{children}</div>
      </div>
      <footer className="flex shrink-0 items-center justify-between gap-6 px-6 py-4 text-ink-2">
        <Moment at={now}>{`${hourAndMinute(now, zone)}, ${dayName(now, zone)}`}</Moment>
        <NetworkLine view={view} />
      </footer>
    </main>
  );
}
