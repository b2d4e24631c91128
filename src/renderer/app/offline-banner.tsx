import { CloudOff } from 'lucide-react';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Moment } from '../ui/moment';
import { goOnlineAction } from './actions/all-actions';
import { useAround } from './actions/around';
import { momentWords } from './sync-words';
import { useNow } from './use-now';

/** Over every screen while the platform's session is missing: what that means, until when, and the way out. */
export function OfflineBanner({ zone, leaseUntil }: { zone: string; leaseUntil: number | null }) {
  const around = useAround();
  const now = useNow();
  // Undefined until the vault has said how the copy stands: nothing is claimed of it before.
  const heardAt = around.sync?.heardAt;
  return (
    <div
      role="region"
      aria-label="Offline"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-caution-soft px-8 py-1.5 text-caution max-md:px-4"
    >
      <Icon of={CloudOff} />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">You work offline.</strong>{' '}
        {heardAt === null && 'Nothing has been received on this computer yet.'}
        {typeof heardAt === 'number' && (
          <>
            What is shown was received until <Moment at={heardAt}>{momentWords(heardAt, now, zone)}</Moment>.
          </>
        )}{' '}
        {leaseUntil !== null && (
          <>
            It opens without the platform until{' '}
            <Moment at={leaseUntil}>{momentWords(leaseUntil, now, zone)}</Moment>.
          </>
        )}
      </p>
      <Button size="small" onClick={() => goOnlineAction.run(around)}>
        {goOnlineAction.title}
      </Button>
    </div>
  );
}
