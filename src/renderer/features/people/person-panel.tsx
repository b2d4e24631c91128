import { ScrollText, X } from 'lucide-react';
import { useMemo } from 'react';
import { roleWords } from '../../../shared/domain/permission-words';
import { roleByCode } from '../../../shared/domain/roles';
import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import { lastDays } from '../../lib/days';
import { useInside } from '../../lib/inside';
import { useNavigate } from '../../lib/navigate';
import { dayAndTime, shortDate } from '../../lib/time';
import { useCall } from '../../lib/use-call';
import { Avatar } from '../../ui/avatar';
import { Button } from '../../ui/button';
import { Failure } from '../../ui/failure';
import { Loading } from '../../ui/loading';
import { Moment } from '../../ui/moment';
import { PersonDays } from './person-days';
import { RecentEvents } from './recent-events';
import { accountWords, doingsWords, nameAlone } from './words';

const DAYS_SHOWN = 30;

/** One person: what they may do, and what the record on this computer says they did. */
export function PersonPanel({
  member,
  now,
  asOf,
  onClose,
}: {
  member: WorkforceMember | null;
  now: number;
  /** When the platform last gave the list. */
  asOf: number | null;
  onClose(): void;
}) {
  const { practice } = useInside();
  return (
    <aside
      aria-label={member === null ? 'Person' : member.displayName}
      className="max-h-[45vh] overflow-auto border-t border-line px-6 py-5 lg:max-h-none lg:border-t-0 lg:border-l"
    >
      {member === null ? (
        <p className="text-ink-3">
          Choose a person to see what they may do here and what they did.
          {asOf !== null && (
            <>
              {' '}
              The list is as the platform gave it{' '}
              <Moment at={asOf}>{dayAndTime(asOf, practice.timeZone)}</Moment>.
            </>
          )}
        </p>
      ) : (
        <Person member={member} now={now} onClose={onClose} />
      )}
    </aside>
  );
}

function Person({ member, now, onClose }: { member: WorkforceMember; now: number; onClose(): void }) {
  const { practice } = useInside();
  const zone = practice.timeZone;
  const { go } = useNavigate();
  const edges = useMemo(() => lastDays(now, zone, DAYS_SHOWN), [now, zone]);
  const { value, refusal, loading, reload } = useCall('people.look', { userId: member.userId, edges });
  const role = roleByCode(member.role);
  const may = role === null ? [] : roleWords(role);

  return (
    <>
      <div className="flex items-start gap-3">
        <Avatar name={member.displayName} size="large" />
        <div className="min-w-0 flex-1">
          <h2 className="text-base leading-[1.375rem] font-semibold">{member.displayName}</h2>
          <p className="text-ink-3">
            {member.jobTitle}, here since{' '}
            <Moment at={member.createdAt}>{shortDate(member.createdAt, zone)}</Moment>
          </p>
          {member.status !== 'active' && <p className="text-ink-2">{accountWords(member, zone)}</p>}
        </div>
        <Button kind="quiet" className="-mr-2 w-8 px-0" aria-label="Close" onClick={onClose}>
          <X aria-hidden className="size-4" strokeWidth={1.75} />
        </Button>
      </div>

      {loading && <Loading label="Reading the record." />}
      {refusal !== undefined && (
        <div className="mt-4">
          <Failure refusal={refusal}>
            <Button onClick={reload}>Try again</Button>
          </Failure>
        </div>
      )}
      {value !== undefined && (
        <>
          <p className="mt-5 font-record text-[1.0625rem] leading-[1.625rem]">
            {doingsWords(member, value.counts, DAYS_SHOWN)}
          </p>
          <PersonDays
            userId={member.userId}
            name={nameAlone(member.displayName)}
            edges={edges}
            counts={value.histogram}
          />
        </>
      )}

      <h3 className="mt-6 mb-1 text-sm font-semibold">
        What {member.pronoun ?? nameAlone(member.displayName)} may do in this console
      </h3>
      {may.length === 0 ? (
        <p className="text-ink-2">
          Nothing: the role {role?.title.toLowerCase() ?? member.role} works with charts, not with the record
          of who opened them.
        </p>
      ) : (
        <ul className="border-t border-line">
          {may.map((words) => (
            <li key={words} className="border-b border-line py-1.5 first-letter:uppercase">
              {words}
            </li>
          ))}
        </ul>
      )}

      {value !== undefined && value.recent.length > 0 && <RecentEvents rows={value.recent} zone={zone} />}
      <Button className="mt-4" onClick={() => go('trail', { filter: { who: [member.userId] } })}>
        <ScrollText aria-hidden className="size-4" strokeWidth={1.75} />
        Show everything by {nameAlone(member.displayName)}
      </Button>
    </>
  );
}
