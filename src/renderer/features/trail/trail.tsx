import { useCallback, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ShownPatient, TrailRow } from '../../../shared/contract/bridge/trail';
import type { ListView } from '../../../shared/domain/saved-view';
import type { TrailFilter } from '../../../shared/domain/trail-filter';
import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import type { ExportRequest } from '../../lib/exporting';
import { useInside } from '../../lib/inside';
import { useNavigate } from '../../lib/navigate';
import { rowHeight, usePreferences } from '../../lib/preferences';
import { dayAndTime } from '../../lib/time';
import { useCall } from '../../lib/use-call';
import { counted } from '../../../shared/domain/words';
import { Button } from '../../ui/button';
import { Denied } from '../../ui/denied';
import { ExportButton } from '../../ui/export-button';
import { Failure } from '../../ui/failure';
import { Loading } from '../../ui/loading';
import { Moment } from '../../ui/moment';
import { OfflineNote } from '../../ui/offline-note';
import { ViewsMenu } from '../../ui/views/views-menu';
import type { Bucket } from './buckets';
import { EventGrid, type GridHandle } from './event-grid';
import { calendarDay } from './dates';
import { EventPanel } from './event-panel';
import { chipsOf, chipSentence, type ChipPart, type Names } from '../../../shared/domain/trail-filter-words';
import { saying, together, without } from './filter-chips';
import { FilterLine } from './filter-line';
import { NothingMatches } from './nothing-matches';
import { presentFilter } from './present-filter';
import { SearchField } from './search-field';
import { TrailChart } from './trail-chart';
import { nameOf } from './understand';
import { useLate } from './use-late';
import { useSelection } from './use-selection';
import { useToday } from './use-today';
import { useTrail, type TrailView } from './use-trail';
import { useUnderstanding } from './use-understanding';
import { whenWords } from './when-words';

const ROW_PX = 28;
type TrailListView = Extract<ListView, { screen: 'trail' }>;
const nobody: readonly WorkforceMember[] = [];

/** The audit trail as this computer keeps it: any question about the past, and one event of it in full. */
export function Trail({ filter, seq }: { filter?: TrailFilter | undefined; seq?: number | undefined }) {
  const { permissions } = useInside();
  if (permissions !== null && !permissions.includes('audit:read')) return <NotForYou />;
  return <ReadTrail filter={filter ?? {}} seq={seq ?? null} />;
}

function ReadTrail({ filter: given, seq: givenSeq }: { filter: TrailFilter; seq: number | null }) {
  const { practice, offline } = useInside();
  const zone = practice.timeZone;
  const { density } = usePreferences();
  const { remember } = useNavigate();
  const [base, setBase] = useState(given);
  const [text, setText] = useState('');
  const people = useCall('people.list', {}, { refreshOn: ['people.changed'] }).value?.members ?? nobody;
  const sync = useCall('sync.look', {}, { refreshOn: ['sync.changed'] }).value;
  const today = useToday(zone);
  const understood = useUnderstanding(text, people, zone, today);
  const filter = useMemo(() => together(base, understood.filter), [base, understood.filter]);
  const trail = useTrail(filter, zone);
  const { shown, refusal, busy, waiting } = trail;
  const selection = useSelection(shown, givenSeq);
  const names = useNames(people, understood.patients, shown?.first);
  const chipNames = useMemo(
    () => ({
      person: names.person,
      patient: names.patient,
      when: (from?: number, until?: number) => whenWords(from, until, zone),
    }),
    [zone, names],
  );
  const chips = useMemo(() => chipsOf(filter, chipNames), [filter, chipNames]);
  // The rows first: bars are drawn once those are on the screen.
  const bars = useDeferredValue(shown?.bars ?? null);
  const grid = useRef<GridHandle>(null);
  const remarksId = useId();
  const late = useLate(busy);

  const openSeq = selection.openSeq;
  useEffect(() => {
    remember('trail', { filter, seq: openSeq ?? undefined });
  }, [remember, filter, openSeq]);

  /** From now on the chips say it, and the field is free for the next question. */
  const settle = useCallback((next: TrailFilter) => {
    setBase(next);
    setText('');
  }, []);
  const pick = useCallback(
    ({ from, until }: Bucket) =>
      settle(
        saying(filter, 'when', {
          from: Math.max(from, filter.from ?? 0),
          until: Math.min(until, filter.until ?? until),
        }),
      ),
    [filter, settle],
  );
  const { close } = selection;
  const closePanel = useCallback(() => {
    close();
    grid.current?.focus();
  }, [close]);
  const sayPart = useCallback(
    (part: ChipPart, change: TrailFilter) => settle(saying(filter, part, change)),
    [filter, settle],
  );
  const clear = useCallback(() => settle({}), [settle]);

  if (refusal?.code === 'denied') return <NotForYou />;
  const one = shown?.filter.who?.length === 1 ? names.person(shown.filter.who[0] ?? '') : null;
  const openRow = selection.openRow;
  return (
    <section className="flex h-full flex-col overflow-y-auto">
      <header className="flex flex-col gap-2.5 px-8 pt-3 pb-2 max-md:px-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <div className="w-[6.75rem]">
            <Title />
          </div>
          <SearchField
            text={text}
            describedBy={remarksId}
            onText={setText}
            onLeave={() => grid.current?.focus()}
          />
          <span aria-live="polite" className="empty:hidden">
            {waiting > 0 && shown !== null && shown.total !== 0 && (
              <Button onClick={trail.takeAnew}>{counted(waiting, 'new event')}</Button>
            )}
          </span>
          <ExportButton what={exportable(trail)} />
        </div>
        <div className="flex items-start gap-4">
          <div className="min-w-0 flex-1">
            <FilterLine
              id={remarksId}
              chips={chips}
              remarks={understood.remarks}
              filter={filter}
              zone={zone}
              people={people}
              patientName={names.patient}
              onPatient={names.learn}
              onPart={sayPart}
              onClear={clear}
            />
          </div>
          <ViewsMenu<TrailListView>
            present={{ screen: 'trail', filter }}
            words={(view) => viewWords(view.filter, chipNames)}
            onApply={(view) => settle(presentFilter(view.filter, calendarDay(today, zone), zone))}
          />
        </div>
        {/* Whoever works offline is told so over every screen. */}
        {!offline && sync?.phase === 'offline' && (
          <OfflineNote>
            The platform does not answer.{' '}
            <Moment at={sync.heardAt}>
              {sync.heardAt === null
                ? 'The trail is shown as this computer last received it.'
                : `The trail is shown as of ${dayAndTime(sync.heardAt, zone)}.`}
            </Moment>
          </OfflineNote>
        )}
        {shown !== null && shown.size > 0 && (
          <TrailChart
            filter={shown.filter}
            bars={late && shown.total === null ? null : bars}
            total={busy && late ? null : shown.total}
            size={shown.size}
            late={late}
            zone={zone}
            selectedAt={openRow?.event.occurredAt ?? null}
            onPick={pick}
          />
        )}
      </header>
      <div
        className={`grid flex-1 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] border-t border-line ${openSeq === null ? 'min-h-[20rem]' : 'min-h-[34rem] lg:min-h-[20rem] lg:grid-cols-[minmax(0,1fr)_26.625rem] lg:grid-rows-1'}`}
      >
        <div className="flex min-h-0 flex-col">
          {refusal !== null && (
            <div className="m-4">
              <Failure refusal={refusal}>
                <Button onClick={trail.takeAnew}>Try again</Button>
              </Failure>
            </div>
          )}
          {shown === null && refusal === null && <Loading label="Reading the trail on this computer." />}
          {shown?.total === 0 && (
            <NothingMatches
              size={shown.size}
              chips={chips}
              onRemove={(part) => settle(without(filter, part))}
              onClear={clear}
            />
          )}
          {shown !== null && shown.lines.rows > 0 && (
            <EventGrid
              ref={grid}
              trail={shown}
              zone={zone}
              today={today}
              linePx={rowHeight(ROW_PX, density)}
              place={selection.place}
              one={one}
              onMove={selection.moveTo}
              onOpen={selection.openAt}
              onClose={selection.close}
            />
          )}
        </div>
        {openSeq !== null && (
          <EventPanel
            seq={openSeq}
            known={openRow}
            zone={zone}
            people={people}
            sync={sync}
            onOpen={(row) => {
              const place = selection.openRowOf(row);
              if (place !== null) grid.current?.reveal(place);
            }}
            onFilter={settle}
            onClose={closePanel}
          />
        )}
      </div>
    </section>
  );
}

/** What is on the screen, once it is known how much that is. */
function exportable({ shown, busy }: TrailView): ExportRequest | null {
  if (shown === null || busy || shown.total === null || shown.total === 0) return null;
  const { filter, size, total } = shown;
  return { call: 'export.trail', request: { filter, size, count: total } };
}

/** A view as its chips will say it; days that are relative stay so. */
function viewWords({ span, ...filter }: TrailFilter, names: Names): string {
  if (span === undefined) return chipSentence(chipsOf(filter, names));
  return chipSentence(chipsOf({ ...filter, from: 0 }, { ...names, when: () => span }));
}

function NotForYou() {
  return (
    <>
      <header className="px-8 pt-4 pb-3.5">
        <Title />
      </header>
      <Denied what="read the audit trail" />
    </>
  );
}

function Title() {
  return (
    <h1 tabIndex={-1} className="text-xl leading-7 font-semibold tracking-[-0.014em] outline-none">
      Audit trail
    </h1>
  );
}

/** What people and patients are called in chips. */
function useNames(
  people: readonly WorkforceMember[],
  understood: readonly ShownPatient[],
  rows: readonly TrailRow[] | undefined,
) {
  const [learned, setLearned] = useState<ReadonlyMap<string, string>>(new Map());
  const learn = useCallback(({ patientId, pseudonym }: ShownPatient) => {
    if (pseudonym !== null) setLearned((kept) => new Map(kept).set(patientId, pseudonym));
  }, []);
  useEffect(() => {
    const news = [...understood, ...(rows ?? []).flatMap(({ patients }) => patients)];
    setLearned((kept) => {
      const next = new Map(kept);
      for (const { patientId, pseudonym } of news) if (pseudonym !== null) next.set(patientId, pseudonym);
      return next.size === kept.size ? kept : next;
    });
  }, [understood, rows]);

  return useMemo(
    () => ({
      learn,
      person: (userId: string) => {
        const member = people.find((one) => one.userId === userId);
        return member === undefined ? 'a person not in the list' : nameOf(member);
      },
      patient: (patientId: string) => learned.get(patientId) ?? `patient ${patientId}`,
    }),
    [learn, people, learned],
  );
}
