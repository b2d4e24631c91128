import { BadgeCheck, CircleAlert, CloudOff, Download, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { Practice } from '../../../shared/contract/platform/auth';
import type { TrailStanding } from '../../../shared/contract/bridge/trail';
import { useBridge } from '../../lib/bridge-context';
import { hourAndMinute } from '../../lib/time';

const words: Readonly<Record<TrailStanding['sync'], [typeof RefreshCw, string]>> = {
  'up-to-date': [RefreshCw, 'Up to date'],
  receiving: [Download, 'Receiving'],
  waiting: [CloudOff, 'Waiting for the platform'],
  stopped: [CircleAlert, 'Receiving has stopped'],
};

/** Sync and record in words, at the foot of the navigation. */
export function Standing({ practice }: { practice: Practice }) {
  const bridge = useBridge();
  const [standing, setStanding] = useState<TrailStanding | null>(null);

  useEffect(() => {
    let current = true;
    const look = async () => {
      const result = await bridge.call('trail.listEvents', { before: null, limit: 1 });
      if (current && result.ok) setStanding(result.value.standing);
    };
    void look();
    const off = bridge.on('trail.changed', () => void look());
    return () => {
      current = false;
      off();
    };
  }, [bridge]);

  if (standing === null) return null;
  const [Icon, title] = words[standing.sync];
  const stopped = standing.sync === 'stopped';
  return (
    <div role="status" className="mt-auto flex flex-col gap-3 border-t border-line px-2 pt-3 pb-1 text-xs">
      <Line
        icon={
          <Icon
            aria-hidden
            className={`size-4 ${stopped ? 'text-breach' : 'text-proof'}`}
            strokeWidth={1.75}
          />
        }
        title={title}
      >
        {standing.problem ?? `${standing.size.toLocaleString('en-US')} events on this computer`}
      </Line>
      {standing.verifiedAt !== null && (
        <Line
          icon={<BadgeCheck aria-hidden className="size-4 text-proof" strokeWidth={1.75} />}
          title={`Record checked ${hourAndMinute(standing.verifiedAt, practice.timeZone)}`}
        >
          to event {(standing.verifiedSize - 1).toLocaleString('en-US')}
        </Line>
      )}
    </div>
  );
}

function Line({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="flex gap-2">
      {icon}
      <div>
        <p className="font-semibold">{title}</p>
        <p className="text-ink-3">{children}</p>
      </div>
    </div>
  );
}
