import { useState } from 'react';
import type { TrailRow } from '../../../shared/contract/bridge/trail';
import type { Account, Practice } from '../../../shared/contract/platform/auth';
import { Button } from '../../ui/button';
import { Empty } from '../../ui/empty';
import { Failure } from '../../ui/failure';
import { EventPanel } from './event-panel';
import { EventTable } from './event-table';
import type { NameOf } from './name-of';
import { useTrail } from './use-trail';

/** The audit trail as this computer keeps it, newest first, and one event of it in full. */
export function Trail({ account, practice }: { account: Account; practice: Practice }) {
  const nameOf: NameOf = ({ actor }) => (actor.userId === account.userId ? account.displayName : undefined);
  const { rows, standing, waiting, refusal, showNewest, showEarlier } = useTrail();
  const [selected, setSelected] = useState<TrailRow | null>(null);
  const earliest = rows?.[rows.length - 1]?.seq ?? 0;

  return (
    <section className="flex h-full flex-col">
      <header className="flex h-16 items-center gap-3 px-8">
        <h1 className="text-xl leading-7 font-semibold tracking-[-0.014em]">Audit trail</h1>
        {standing !== null && (
          <span className="text-ink-3">{standing.size.toLocaleString('en-US')} events</span>
        )}
        <span className="ml-auto" aria-live="polite">
          {waiting > 0 && rows !== null && rows.length > 0 && (
            <Button onClick={showNewest}>
              {waiting.toLocaleString('en-US')} new {waiting === 1 ? 'event' : 'events'}
            </Button>
          )}
        </span>
      </header>
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] border-t border-line lg:grid-cols-[minmax(0,1fr)_26.5rem] lg:grid-rows-1">
        <div className="min-h-0 overflow-auto">
          {refusal !== null && (
            <div className="m-8">
              <Failure refusal={refusal}>
                <Button onClick={showNewest}>Try again</Button>
              </Failure>
            </div>
          )}
          {rows === null && refusal === null && (
            <p role="status" className="px-8 py-6 text-ink-3">
              Reading the trail on this computer.
            </p>
          )}
          {rows?.length === 0 && refusal === null && (
            <Empty title="No event has reached this computer yet.">
              The first ones come within seconds of a sign-in, once the platform answers.
            </Empty>
          )}
          {rows !== null && rows.length > 0 && (
            <>
              <EventTable
                rows={rows}
                zone={practice.timeZone}
                nameOf={nameOf}
                selected={selected?.seq ?? null}
                onSelect={setSelected}
              />
              <p className="px-8 py-4 text-ink-3">
                {earliest > 0 ? (
                  <Button onClick={showEarlier}>Show earlier events</Button>
                ) : (
                  'The log begins here.'
                )}
              </p>
            </>
          )}
        </div>
        <EventPanel
          row={selected}
          standing={standing}
          zone={practice.timeZone}
          nameOf={nameOf}
          onClose={() => setSelected(null)}
        />
      </div>
    </section>
  );
}
