import { BadgeCheck, CircleAlert, CircleDashed, CloudOff, RefreshCw, type LucideIcon } from 'lucide-react';
import type { SyncView } from '../../../shared/contract/bridge/sync';
import { useInside } from '../../lib/inside';
import { Icon } from '../../ui/icon';
import { Moment } from '../../ui/moment';
import { nearnessWords, recordWords, type Saying } from './record-words';

/** The record and the platform in words, at the foot of the screen. */
export function RecordLine({ sync }: { sync: SyncView }) {
  const { practice } = useInside();
  const stopped = sync.phase === 'stopped';
  const checked = sync.verifiedAt !== null;
  const near = sync.phase === 'up-to-date' || sync.phase === 'receiving';
  return (
    <div className="grid gap-x-11 gap-y-4 px-8 pb-8 lg:grid-cols-2">
      <Line
        icon={stopped ? CircleAlert : checked ? BadgeCheck : CircleDashed}
        tone={stopped ? 'text-breach' : checked ? 'text-proof' : 'text-ink-2'}
        saying={recordWords(sync, practice.timeZone)}
        at={sync.verifiedAt}
      />
      <Line
        icon={near ? RefreshCw : CloudOff}
        tone={near ? 'text-proof' : 'text-caution'}
        saying={nearnessWords(sync, practice.timeZone)}
        at={sync.heardAt}
      />
    </div>
  );
}

function Line({
  icon,
  tone,
  saying: { title, text },
  at,
}: {
  icon: LucideIcon;
  tone: string;
  saying: Saying;
  /** The time that it tells. */
  at: number | null;
}) {
  return (
    <p className="flex max-w-[68ch] gap-2.5 text-ink-2">
      <Icon of={icon} className={`mt-0.5 ${tone}`} />
      <span>
        <strong className="font-semibold text-ink">{title}</strong> <Moment at={at}>{text}</Moment>
      </span>
    </p>
  );
}
