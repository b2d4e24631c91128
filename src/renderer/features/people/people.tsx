import { useMemo, useRef, useState } from 'react';
import { useInside } from '../../lib/inside';
import type { PeopleView } from '../../lib/navigate';
import { useCall } from '../../lib/use-call';
import { Button } from '../../ui/button';
import { Denied } from '../../ui/denied';
import { Empty } from '../../ui/empty';
import { ExportButton } from '../../ui/export-button';
import { Failure } from '../../ui/failure';
import { Loading } from '../../ui/loading';
import { PageHeader } from '../../ui/page-header';
import { ViewsMenu } from '../../ui/views/views-menu';
import { Filters } from './filters';
import { PeopleTable } from './people-table';
import {
  countWords,
  everybody,
  listPeople,
  peopleSentence,
  type PeopleFilter,
  type PeopleSort,
} from '../../../shared/domain/people-filter';
import { PersonPanel } from './person-panel';

interface Props {
  /** Somebody chosen from elsewhere. */
  personId?: string | undefined;
  /** How the list is shown at first. */
  view?: PeopleView | undefined;
}

/** Who works here, and for one of them: what they may do and what they did. */
export function People(props: Props) {
  const { permissions } = useInside();
  if (permissions !== null && !permissions.includes('workforce:read')) return <NotForYou />;
  return <ListedPeople {...props} />;
}

function NotForYou() {
  return (
    <section>
      <PageHeader title="People" />
      <Denied what="see who works here" />
    </section>
  );
}

function ListedPeople({ personId, view }: Props) {
  const { practice } = useInside();
  const [now] = useState(() => Date.now() * 1000);
  const { value, refusal, loading, reload } = useCall('people.list', {}, { refreshOn: ['people.changed'] });
  const [filter, setFilter] = useState<PeopleFilter>(view?.filter ?? everybody);
  const [sort, setSort] = useState<PeopleSort>(view?.sort ?? { by: 'name', descending: false });
  const [chosen, setChosen] = useState<string | null>(personId ?? null);
  const table = useRef<HTMLTableElement>(null);

  const members = value?.members;
  const shown = useMemo(
    () => (members === undefined ? [] : listPeople(members, filter, sort, now)),
    [members, filter, sort, now],
  );
  const person = members?.find(({ userId }) => userId === chosen) ?? null;

  function close() {
    setChosen(null);
    table.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus();
  }

  if (refusal?.code === 'denied') return <NotForYou />;
  return (
    <section className="flex h-full flex-col overflow-y-auto">
      <PageHeader
        title="People"
        note={members === undefined ? undefined : countWords(members, shown.length, filter)}
        actions={
          <>
            <ViewsMenu<PeopleView>
              present={{ screen: 'people', filter, sort }}
              words={(saved) => peopleSentence(saved.filter)}
              onApply={(saved) => {
                setFilter(saved.filter);
                setSort(saved.sort);
              }}
            />
            <ExportButton
              what={
                shown.length === 0
                  ? null
                  : { call: 'export.people', request: { filter, sort, now, count: shown.length } }
              }
            />
          </>
        }
      />
      {members !== undefined && members.length > 0 && (
        <Filters members={members} filter={filter} onChange={setFilter} />
      )}
      <div className="grid min-h-[34rem] flex-1 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] border-t border-line lg:min-h-[20rem] lg:grid-cols-[minmax(0,1fr)_26.5rem] lg:grid-rows-1">
        <div className="@container min-h-0 overflow-auto">
          {refusal !== undefined && (
            <div className="m-8">
              <Failure refusal={refusal}>
                <Button onClick={reload}>Try again</Button>
              </Failure>
            </div>
          )}
          {loading && <Loading label="Reading the list of people on this computer." />}
          {members?.length === 0 && (
            <Empty title="No list of people has reached this computer.">
              The platform sends it to administrators, compliance officers and clinical managers, within
              seconds of a sign-in.
            </Empty>
          )}
          {members !== undefined && members.length > 0 && shown.length === 0 && (
            <Empty title="Nobody fits these conditions.">
              <p>{members.length.toLocaleString('en-US')} accounts were looked at.</p>
              <Button className="mt-3" onClick={() => setFilter(everybody)}>
                Show everybody
              </Button>
            </Empty>
          )}
          {shown.length > 0 && (
            <PeopleTable
              ref={table}
              people={shown}
              zone={practice.timeZone}
              now={now}
              sort={sort}
              onSort={setSort}
              chosen={chosen}
              onChoose={setChosen}
              onClose={close}
            />
          )}
        </div>
        <PersonPanel
          key={person?.userId ?? ''}
          member={person}
          now={now}
          asOf={value?.asOf ?? null}
          onClose={close}
        />
      </div>
    </section>
  );
}
