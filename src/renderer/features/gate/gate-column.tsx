import type { ReactNode } from 'react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import { Mark } from '../../ui/mark';
import { SyntheticData } from '../../ui/synthetic';
import { NetworkLine } from './network-line';

interface Props {
  view: GateView | null;
  /** The practice on this screen does not exist, where it is another than the view's. */
  synthetic?: boolean | undefined;
  children: ReactNode;
}

/** A gate screen with one thing to do: a narrow column, this computer and its network at the foot. */
export function GateColumn({ view, synthetic = view?.practice?.synthetic, children }: Props) {
  return (
    <main className="flex h-full flex-col">
      <div className="window-strip h-10 shrink-0" />
      <div className="flex min-h-0 flex-1 justify-center overflow-auto pt-[13vh] pb-6">
        <div className="h-fit w-[27.5rem] shrink-0 px-1">
          <div className="flex h-6 items-center gap-2 text-[0.9375rem] font-semibold">
            <Mark size={22} /> Wardkeeper
            <span className="ml-auto">{synthetic === true && <SyntheticData />}</span>
          </div>
          {children}
        </div>
      </div>
      <footer className="flex shrink-0 items-center justify-between gap-6 px-6 py-4 text-xs text-ink-3">
        <span>{view?.workstation}</span>
        <NetworkLine view={view} />
      </footer>
    </main>
  );
}
