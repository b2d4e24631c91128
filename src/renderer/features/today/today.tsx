import { useEffect, useMemo, useState } from 'react';
import { lastDays } from '../../lib/days';
import { useInside } from '../../lib/inside';
import { markAfterPaint } from '../../lib/marks';
import { fullDay } from '../../lib/time';
import { useCall } from '../../lib/use-call';
import { Button } from '../../ui/button';
import { Denied } from '../../ui/denied';
import { Failure } from '../../ui/failure';
import { Loading } from '../../ui/loading';
import { Moment } from '../../ui/moment';
import { PageHeader } from '../../ui/page-header';
import { Changes } from './changes';
import { Days } from './days';
import { RecordLine } from './record-line';
import { besidesWords, lastHereWords, sinceWords } from './words';

/** Today and the thirteen days before it. */
const DAYS_SHOWN = 14;

/** Two minutes each morning: what changed since one was last here, and whether the record is whole. */
export function Today() {
  const { permissions } = useInside();
  if (permissions !== null && !permissions.includes('audit:read')) return <NotForYou />;
  return <ReadToday />;
}

function NotForYou() {
  return (
    <section>
      <PageHeader title="Today" />
      <Denied what="read the audit trail" />
    </section>
  );
}

function ReadToday() {
  const { practice } = useInside();
  const zone = practice.timeZone;
  const [now] = useState(() => Date.now() * 1000);
  const edges = useMemo(() => lastDays(now, zone, DAYS_SHOWN), [now, zone]);
  const { value, refusal, loading, reload } = useCall('today.look', { edges });
  const sync = useCall('sync.look', {}, { refreshOn: ['sync.changed'] }).value;
  const drawn = value !== undefined;
  useEffect(() => {
    if (drawn) markAfterPaint('first-rows');
  }, [drawn]);
  const news = value === undefined || sync === undefined ? 0 : Math.max(0, sync.size - value.size);

  if (refusal?.code === 'denied') return <NotForYou />;
  return (
    <section className="flex h-full flex-col overflow-auto">
      <PageHeader
        title="Today"
        note={<Moment at={now}>{fullDay(now, zone)}</Moment>}
        actions={
          news > 0 && (
            <Button onClick={reload}>
              {news.toLocaleString('en-US')} new {news === 1 ? 'event' : 'events'}
            </Button>
          )
        }
      />
      {refusal !== undefined && (
        <div className="mx-8 my-4">
          <Failure refusal={refusal}>
            <Button onClick={reload}>Try again</Button>
          </Failure>
        </div>
      )}
      {loading && <Loading label="Reading the trail on this computer." />}
      {value !== undefined && (
        <>
          <p className="max-w-[64ch] px-8 font-record text-xl leading-[1.875rem]">
            <Moment at={value.lastHere}>{lastHereWords(value.lastHere, now, zone)}</Moment>{' '}
            {sinceWords(value.since, value.lastHere === null, DAYS_SHOWN)} {besidesWords(value.since)}
          </p>
          <div className="grid gap-x-11 gap-y-8 px-8 py-6 lg:grid-cols-2">
            <Changes
              changes={value.changes}
              inAll={value.changesInAll}
              since={value.lastHere}
              now={now}
              days={DAYS_SHOWN}
            />
            <Days days={value.days} now={now} />
          </div>
          {sync !== undefined && <RecordLine sync={sync} />}
        </>
      )}
    </section>
  );
}
