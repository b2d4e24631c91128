import { X } from 'lucide-react';
import { useEffect, useRef, type RefObject } from 'react';
import type { SyncView } from '../../../shared/contract/bridge/sync';
import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { sealedChangesOf } from '../../../shared/domain/audit-event/sealed-changes';
import type { TrailFilter } from '../../../shared/domain/trail-filter';
import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import { useNavigate } from '../../lib/navigate';
import { useCall } from '../../lib/use-call';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Failure } from '../../ui/failure';
import { IconButton } from '../../ui/icon-button';
import { Loading } from '../../ui/loading';
import { Moment } from '../../ui/moment';
import { Section } from '../../ui/section';
import { TextLink } from '../../ui/text-link';
import { Around } from './around';
import { outcomeNames } from '../../../shared/domain/audit-event/vocabulary-words';
import { ChangedValues } from './changed-values';
import { factsOf } from './facts';
import { Proof } from './proof';
import { patientWords, storyOf } from './story';
import { nameOf } from './understand';

interface Props {
  seq: number;
  /** From the list, where it has the row. */
  known: TrailRow | undefined;
  zone: string;
  people: readonly WorkforceMember[];
  sync: SyncView | undefined;
  onOpen(row: TrailRow): void;
  onFilter(filter: TrailFilter): void;
  onClose(): void;
}

/** One event: what happened as a sentence, its facts, what was around it, and what was checked about it. */
export function EventPanel(props: Props) {
  const { seq, known, zone, people, sync, onOpen, onFilter, onClose } = props;
  const looked = useCall('trail.event', { seq });
  const row = known ?? looked.value?.row;
  const proof = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (panel.current !== null) panel.current.scrollTop = 0;
  }, [seq]);
  useEffect(() => {
    const element = panel.current;
    const press = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') onClose();
    };
    element?.addEventListener('keydown', press);
    return () => element?.removeEventListener('keydown', press);
  }, [onClose]);

  return (
    <aside
      ref={panel}
      aria-label="Event"
      className="max-h-[45vh] min-h-0 overflow-auto border-t border-line bg-page px-6 pt-3 pb-6 lg:max-h-none lg:border-t-0 lg:border-l"
    >
      <div className="flex min-h-7 items-center gap-3">
        {row !== undefined && <OutcomeBadge row={row} />}
        <span className="ml-auto text-ink-3 tabular-nums">Event {seq.toLocaleString('en-US')}</span>
        {row !== undefined && <TextLink onClick={() => show(proof)}>Show proof</TextLink>}
        <IconButton icon={X} label="Close the event" className="-mr-2" onClick={onClose} />
      </div>
      {row === undefined && looked.refusal === undefined && <Loading label="Reading the event." />}
      {looked.refusal !== undefined && (
        <div className="mt-3">
          <Failure refusal={looked.refusal}>
            <Button onClick={looked.reload}>Try again</Button>
          </Failure>
        </div>
      )}
      {row !== undefined && (
        <>
          <Story row={row} zone={zone} people={people} />
          <Links row={row} people={people} onFilter={onFilter} />
          <Facts row={row} zone={zone} />
          {sealedChangesOf(row.event) !== null && (
            <Section title="Before and after" className="mt-5">
              <ChangedValues key={seq} seq={seq} />
            </Section>
          )}
          <Section title="Around it" className="mt-5">
            {looked.value === undefined ? (
              <p className="h-24" aria-busy />
            ) : (
              <Around row={row} around={looked.value.around} zone={zone} onOpen={onOpen} />
            )}
          </Section>
          <div ref={proof} tabIndex={-1} className="mt-5 scroll-mt-2 outline-none">
            <Section title="Its place in the record">
              <Proof row={row} sync={sync} zone={zone} />
            </Section>
          </div>
        </>
      )}
    </aside>
  );
}

function show(part: RefObject<HTMLDivElement | null>): void {
  part.current?.scrollIntoView({ block: 'start' });
  part.current?.focus({ preventScroll: true });
}

function OutcomeBadge({ row }: { row: TrailRow }) {
  const { outcome } = row.event;
  return (
    <Badge kind={outcome === 'failure' ? 'caution' : outcome === 'denied' ? 'open' : 'neutral'}>
      {outcomeNames[outcome]}
    </Badge>
  );
}

function memberOf(row: TrailRow, people: readonly WorkforceMember[]): WorkforceMember | undefined {
  return people.find(({ userId }) => userId === row.event.actor.userId);
}

function Story({ row, zone, people }: Pick<Props, 'zone' | 'people'> & { row: TrailRow }) {
  return (
    <h2 className="mt-1.5 font-record text-xl leading-[1.875rem]">
      {storyOf(row, memberOf(row, people), zone).map(({ text, strong, at = null }, place) =>
        strong ? (
          <strong key={place}>{text}</strong>
        ) : (
          <Moment key={place} at={at}>
            {text}
          </Moment>
        ),
      )}
    </h2>
  );
}

const pages = { she: 'Her page', he: 'His page', they: 'Their page' } as const;

function Links({ row, people, onFilter }: Pick<Props, 'people' | 'onFilter'> & { row: TrailRow }) {
  const { go } = useNavigate();
  const { userId } = row.event.actor;
  const member = memberOf(row, people);
  const who = member === undefined ? row.who : nameOf(member);
  const [patient] = row.patients;
  if (userId === undefined && patient === undefined) return null;
  return (
    <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
      {userId !== undefined && who !== null && (
        <TextLink onClick={() => onFilter({ who: [userId] })}>All by {who}</TextLink>
      )}
      {patient !== undefined && (
        <TextLink onClick={() => onFilter({ patients: [patient.patientId] })}>
          All of {patientWords(patient)}
        </TextLink>
      )}
      {member !== undefined && (
        <TextLink onClick={() => go('people', { personId: member.userId })}>
          {member.pronoun === null ? `${nameOf(member)}’s page` : pages[member.pronoun]}
        </TextLink>
      )}
    </p>
  );
}

function Facts({ row, zone }: { row: TrailRow; zone: string }) {
  return (
    <dl className="mt-4 border-t border-line">
      {factsOf(row.event, row.patients.map(patientWords), zone).map(({ name, value, at = null }) => (
        <div key={name} className="flex border-b border-line py-1">
          <dt className="w-26 shrink-0 text-ink-3">{name}</dt>
          <dd className="min-w-0 break-words">
            <Moment at={at}>{value}</Moment>
          </dd>
        </div>
      ))}
    </dl>
  );
}
