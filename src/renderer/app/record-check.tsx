import type { SyncView } from '../../shared/contract/bridge/sync';
import { counted } from '../../shared/domain/words';
import { Moment } from '../ui/moment';
import { momentWords } from './sync-words';

/** What was checked of the record on this computer, and what that does not prove. */
export function RecordCheck({ sync, zone, now }: { sync: SyncView; zone: string; now: number }) {
  const { verifiedAt, verifiedSize, root, logKey } = sync;
  return (
    <div className="text-[0.8125rem] leading-5">
      <h2 className="text-sm font-semibold">How this was checked</h2>
      {verifiedAt === null || verifiedSize === 0 ? (
        <p className="mt-1.5">
          Nothing has been checked yet. Each event is checked as it reaches this computer, before it is kept.
        </p>
      ) : (
        <p className="mt-1.5">
          <Moment at={verifiedAt}>At {momentWords(verifiedAt, now, zone)}</Moment> this computer worked out
          the fingerprint of all {counted(verifiedSize, 'event')} from their content and compared it with the
          one the platform had signed. They are the same: up to event{' '}
          {(verifiedSize - 1).toLocaleString('en-US')} nothing was changed, removed or put in another order
          since this computer first saw it.
        </p>
      )}
      <h3 className="mt-3 font-semibold">What this does not prove</h3>
      <ul className="mt-1 list-disc space-y-1 pl-4">
        <li>That every act was recorded: what never became an event leaves no gap to find.</li>
        <li>
          That others are shown the same record. A platform could show each its own; two consoles that compare
          their fingerprints would see it.
        </li>
        <li>That what an event says is true. It is what its system wrote at the time.</li>
      </ul>
      {(root !== null || logKey !== null) && (
        <dl className="mt-3 border-t border-line pt-2 text-xs">
          {root !== null && <Print title={`Fingerprint at ${counted(sync.size, 'event')}`} value={root} />}
          {logKey !== null && <Print title="Key that signs it, as first seen here" value={logKey} />}
        </dl>
      )}
    </div>
  );
}

function Print({ title, value }: { title: string; value: string }) {
  return (
    <div className="py-1">
      <dt className="text-ink-3">{title}</dt>
      <dd className="font-code break-all select-text">{value}</dd>
    </div>
  );
}
