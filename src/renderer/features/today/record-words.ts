import type { SyncView } from '../../../shared/contract/bridge/sync';
import { hourAndMinute } from '../../lib/time';
import { counted } from '../../../shared/domain/words';

export interface Saying {
  /** The finding, said first and in bold. */
  title: string;
  text: string;
}

/** What this computer found about the record as a whole, and of what that says nothing. */
export function recordWords(sync: SyncView, zone: string): Saying {
  const { size, verifiedSize, verifiedAt, phase, problem } = sync;
  if (phase === 'stopped') return { title: 'The record needs a look.', text: problem ?? '' };
  if (verifiedAt === null || verifiedSize === 0)
    return {
      title: 'The record is not checked yet.',
      text: 'That happens as soon as a signed head of it has come.',
    };
  const ahead = size - verifiedSize;
  const rest =
    ahead > 0
      ? ` ${counted(ahead, 'newer event')} ${ahead === 1 ? 'waits' : 'wait'} for the next signed head.`
      : '';
  return {
    title: `The record is whole, to event ${(verifiedSize - 1).toLocaleString('en-US')}.`,
    text:
      `Checked on this computer at ${hourAndMinute(verifiedAt, zone)}: its ${counted(verifiedSize, 'event')} make the very head that the platform signed. ` +
      `Nothing that came here earlier was changed, removed or reordered.${rest} That everything which happened was recorded, no check can show.`,
  };
}

/** How near the copy is to the platform, and what waits to be sent. */
export function nearnessWords(sync: SyncView, zone: string): Saying {
  const { phase, size, total, heardAt, outbox, problem } = sync;
  const heard = heardAt === null ? '' : `The platform was last heard at ${hourAndMinute(heardAt, zone)}.`;
  const waiting =
    outbox === 0
      ? 'Nothing of yours is waiting to be sent.'
      : `${counted(outbox, 'act')} of yours ${outbox === 1 ? 'waits' : 'wait'} to be sent.`;
  const titles: Record<SyncView['phase'], string> = {
    'up-to-date': 'Up to date.',
    receiving: 'Catching up.',
    waiting: 'Waiting for the platform.',
    paused: 'Paused by you.',
    offline: 'Working without the platform.',
    stopped: 'Receiving has stopped.',
  };
  const missing =
    total !== null && total > size
      ? `${size.toLocaleString('en-US')} of ${counted(total, 'event')} are here.`
      : '';
  const why = phase === 'waiting' || phase === 'offline' ? (problem ?? '') : '';
  return {
    title: titles[phase],
    text: [missing, why, heard, waiting].filter((part) => part !== '').join(' '),
  };
}
