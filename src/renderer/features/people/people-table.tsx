import { ArrowDown, ArrowUp, TriangleAlert } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import { Avatar } from '../../ui/avatar';
import type { PeopleSort, SortKey } from '../../../shared/domain/people-filter';
import { Moment } from '../../ui/moment';
import { accountWords, secondFactorWords, seenWords } from './words';

interface Props {
  ref: Ref<HTMLTableElement>;
  people: readonly WorkforceMember[];
  zone: string;
  now: number;
  sort: PeopleSort;
  onSort(sort: PeopleSort): void;
  /** User id, null for nobody. */
  chosen: string | null;
  onChoose(userId: string): void;
  onClose(): void;
}

/** Where the list is narrow, columns are left out before a name or a time is cut short. */
const jobColumn = 'px-2 @max-xl:hidden';
const accountColumn = 'px-2 @max-md:hidden';
const factorColumn = 'px-2 @max-3xl:hidden';

const columns: readonly { by: SortKey; title: string; className: string }[] = [
  { by: 'name', title: 'Name', className: 'pl-8' },
  { by: 'job', title: 'Job', className: `w-[16%] ${jobColumn}` },
  { by: 'account', title: 'Account', className: `w-[24%] ${accountColumn}` },
  { by: 'secondFactor', title: 'Second factor', className: `w-[19%] ${factorColumn}` },
  { by: 'seen', title: 'Last seen', className: 'w-[8rem] px-2 pr-4' },
];

/** One line a person. Arrow keys, J and K, Home and End move; the panel follows; Escape closes it. */
export function PeopleTable({ ref, people, zone, now, sort, onSort, chosen, onChoose, onClose }: Props) {
  const tabbable = people.some(({ userId }) => userId === chosen) ? chosen : people[0]?.userId;

  function move(event: KeyboardEvent<HTMLTableElement>) {
    const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('tr[data-person]')];
    const here = lines.indexOf(document.activeElement as HTMLElement);
    // With those it is a command of the shell: Ctrl+K is not K.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') onClose();
    const to = {
      ArrowDown: here + 1,
      j: here + 1,
      ArrowUp: here - 1,
      k: here - 1,
      Home: 0,
      End: lines.length - 1,
    }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    lines[Math.min(Math.max(to, 0), lines.length - 1)]?.focus();
  }

  return (
    <table
      ref={ref}
      role="grid"
      aria-label="People"
      className="w-full table-fixed border-collapse"
      onKeyDown={move}
    >
      <thead>
        <tr className="sticky top-0 z-10 h-[1.875rem] bg-page text-left text-xs text-ink-3 shadow-[0_1px_0_var(--line)] forced-colors:outline forced-colors:-outline-offset-1">
          {columns.map(({ by, title, className }) => {
            const here = sort.by === by;
            const Arrow = sort.descending ? ArrowDown : ArrowUp;
            return (
              <th
                key={by}
                scope="col"
                aria-sort={here ? (sort.descending ? 'descending' : 'ascending') : 'none'}
                className={`${className} font-medium`}
              >
                <button
                  type="button"
                  className={`inline-flex min-h-6 cursor-pointer items-center gap-1 ${here ? 'font-semibold text-ink' : ''}`}
                  onClick={() => onSort({ by, descending: here && !sort.descending })}
                >
                  {title}
                  {here && <Arrow aria-hidden className="size-3.5" strokeWidth={1.75} />}
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {people.map((member) => {
          const { userId, displayName, jobTitle, status, secondFactor, lastSeenAt } = member;
          const selected = userId === chosen;
          return (
            <tr
              key={userId}
              data-person={userId}
              tabIndex={userId === tabbable ? 0 : -1}
              aria-selected={selected}
              onFocus={() => onChoose(userId)}
              onMouseDown={(press) => press.currentTarget.focus()}
              className={`h-[calc(2.0625rem+var(--row-extra,0px))] cursor-default border-b border-line outline-offset-[-2px] ${selected ? 'bg-act-soft shadow-[inset_2px_0_0_var(--act)]' : 'hover:bg-rail'} ${status === 'active' ? '' : 'text-ink-3'}`}
            >
              <td className="pl-8">
                <span className="flex items-center gap-2.5">
                  <Avatar name={displayName} />
                  <span className={`truncate ${selected ? 'font-semibold' : 'font-[450]'}`}>
                    {displayName}
                  </span>
                </span>
              </td>
              <td className={`truncate ${jobColumn}`}>{jobTitle}</td>
              <td className={`truncate ${accountColumn}`}>{accountWords(member, zone)}</td>
              <td className={`truncate ${factorColumn}`}>
                {secondFactor === 'reset' ? (
                  <span className="inline-flex items-center gap-1.5 text-caution">
                    <TriangleAlert aria-hidden className="size-3.5" strokeWidth={1.75} />
                    {secondFactorWords.reset}
                  </span>
                ) : (
                  secondFactorWords[secondFactor]
                )}
              </td>
              <td className="truncate px-2 pr-4 tabular-nums">
                {lastSeenAt === null ? (
                  seenWords(null, now, zone)
                ) : (
                  <Moment at={lastSeenAt}>{seenWords(lastSeenAt, now, zone)}</Moment>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
