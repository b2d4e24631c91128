import { FileOutput, KeyRound, Settings2, ShieldAlert, UserCog, type LucideIcon } from 'lucide-react';
import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { breakGlass } from '../../../shared/domain/audit-event/vocabulary';
import { eventSentence } from '../../../shared/domain/audit-event/sentence';
import { useInside } from '../../lib/inside';
import { useNavigate } from '../../lib/navigate';
import { counted } from '../../../shared/domain/words';
import { hourAndMinute, shortDay } from '../../lib/time';
import { Section } from '../../ui/section';
import { Moment } from '../../ui/moment';
import { dayWords } from './words';

interface Props {
  changes: readonly TrailRow[];
  inAll: number;
  /** When one was last here, null at the first time. */
  since: number | null;
  now: number;
  /** Days looked at where there is no last time. */
  days: number;
}

/** What was changed in the practice's own affairs: accounts, roles, settings, exports. */
export function Changes({ changes, inAll, since, now, days }: Props) {
  const { practice } = useInside();
  const zone = practice.timeZone;
  const { go } = useNavigate();
  const title =
    since === null
      ? `Changed in the last ${counted(days, 'day')}`
      : `Changed since ${dayWords(since, now, zone)}`;

  return (
    <Section
      title={title}
      note={
        inAll > changes.length
          ? `the newest ${changes.length} of ${inAll.toLocaleString('en-US')}`
          : undefined
      }
    >
      {changes.length === 0 ? (
        <p className="py-3 text-ink-3">No account, role or setting was changed, and nothing was exported.</p>
      ) : (
        <ul>
          {changes.map((row) => {
            const Icon = iconOf(row);
            const at = row.event.occurredAt;
            return (
              <li key={row.seq} className="border-b border-line">
                <button
                  type="button"
                  onClick={() => go('trail', { seq: row.seq })}
                  className="flex min-h-[2.125rem] w-full cursor-pointer items-center gap-2.5 py-1 text-left hover:bg-rail"
                >
                  <Icon aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
                  <span className="min-w-0 flex-1">{eventSentence(row.event, row.who ?? undefined)}.</span>
                  <Moment className="shrink-0 text-ink-3" at={at}>
                    {shortDay(at, zone)}, {hourAndMinute(at, zone)}
                  </Moment>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}

function iconOf({ event }: TrailRow): LucideIcon {
  if (event.purpose === breakGlass) return ShieldAlert;
  if (event.category === 'export') return FileOutput;
  if (event.category === 'authentication') return KeyRound;
  return /user|account|role/i.test(event.resource?.type ?? '') ? UserCog : Settings2;
}
