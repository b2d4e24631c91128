import { BadgeCheck, CircleDashed } from 'lucide-react';
import type { SyncView } from '../../../shared/contract/bridge/sync';
import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { dayAndTime } from '../../lib/time';
import { counted } from '../../../shared/domain/words';
import { Icon } from '../../ui/icon';
import { Moment } from '../../ui/moment';

/** What was checked about an event, by which computer, when, and what that does not prove. */
export function Proof({ row, sync, zone }: { row: TrailRow; sync: SyncView | undefined; zone: string }) {
  const covered = sync !== undefined && sync.verifiedAt !== null && row.seq < sync.verifiedSize;
  return (
    <div className="flex flex-col gap-2 pt-2">
      <p className="flex gap-2">
        <Icon
          of={covered ? BadgeCheck : CircleDashed}
          className={`mt-1 ${covered ? 'text-proof' : 'text-ink-2'}`}
        />
        <span className="font-record text-base leading-6">
          {covered ? (
            <>
              This computer worked out the fingerprint of this event from what you read here, put it in its
              place among the {counted(sync.verifiedSize, 'event')} it holds, and found the head that the
              platform signed. Last done{' '}
              <Moment at={sync.verifiedAt}>{dayAndTime(sync.verifiedAt ?? 0, zone)}</Moment>.
            </>
          ) : (
            'No head that this computer has checked covers this event yet. That takes seconds once the platform answers.'
          )}
        </span>
      </p>
      <p className="text-ink-3">
        It does not prove that everything that happened was recorded, nor that others are shown the same log:
        for that, two heads have to be compared.{' '}
        <a href="https://www.rfc-editor.org/rfc/rfc6962" target="_blank" rel="noreferrer">
          How the check works
        </a>
      </p>
      <Code name={`Fingerprint of leaf ${row.seq.toLocaleString('en-US')}`}>{row.leafHash}</Code>
      {covered && sync.root !== null && sync.size === sync.verifiedSize && (
        <Code name={`Head over ${counted(sync.verifiedSize, 'event')}, worked out here`}>{sync.root}</Code>
      )}
      {sync?.logKey != null && <Code name="Key that signs the log, as first met">{sync.logKey}</Code>}
    </div>
  );
}

function Code({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <p className="text-xs text-ink-3">{name}</p>
      <p className="mt-0.5 rounded-control border border-line bg-rail px-2 py-1 font-code text-xs break-all">
        {children}
      </p>
    </div>
  );
}
