import type { SyncView } from '../../shared/contract/bridge/sync';
import { DAY, HOUR, MINUTE, startOfDay } from '../lib/days';
import { hourAndMinute, shortDay } from '../lib/time';
import { counted } from '../../shared/domain/words';

export interface Words {
  title: string;
  detail: string;
}

/** How the copy on this computer stands, in words. `network`: this computer has one. Times in microseconds. */
export function syncWords(sync: SyncView, now: number, zone: string, network = true): Words {
  switch (sync.phase) {
    case 'up-to-date':
      return { title: 'Up to date', detail: heard(sync.heardAt, now, zone) + waitingHere(sync.outbox) };
    case 'receiving':
      return { title: 'Catching up', detail: progress(sync) };
    case 'waiting':
      return {
        title: since(network ? 'No answer' : 'No network', sync.heardAt, now, zone),
        detail: `${sync.problem ?? 'The platform is tried again by itself.'}${waitingHere(sync.outbox)}`,
      };
    case 'paused':
      return { title: 'Paused', detail: `Nothing is received until you resume.${waitingHere(sync.outbox)}` };
    case 'offline':
      return {
        title: 'Offline',
        detail: `${sync.problem ?? 'Sign in to the platform to receive what is new.'}${waitingHere(sync.outbox)}`,
      };
    case 'stopped':
      return {
        title: 'Receiving has stopped',
        detail: sync.problem ?? 'What is kept here is not touched.',
      };
  }
}

/** What this computer has checked of the record, in words. */
export function recordWords(sync: SyncView, now: number, zone: string): Words {
  if (sync.verifiedAt === null || sync.verifiedSize === 0) {
    return { title: 'Record not checked yet', detail: 'The first events are checked as they arrive.' };
  }
  const last = (sync.verifiedSize - 1).toLocaleString('en-US');
  const newer = sync.size - sync.verifiedSize;
  return {
    title: `Record verified ${momentWords(sync.verifiedAt, now, zone)}`,
    detail: newer > 0 ? `to event ${last}, ${counted(newer, 'newer one')} not yet` : `to event ${last}`,
  };
}

/** `8:11 AM` today, `Mon, Nov 16, 5:04 PM` before. */
export function momentWords(at: number, now: number, zone: string): string {
  const time = hourAndMinute(at, zone);
  return startOfDay(at, zone) === startOfDay(now, zone) ? time : `${shortDay(at, zone)}, ${time}`;
}

function since(what: string, at: number | null, now: number, zone: string): string {
  return at === null ? what : `${what} since ${momentWords(at, now, zone)}`;
}

/** Relative under a day, and then the day itself. */
function heard(at: number | null, now: number, zone: string): string {
  if (at === null) return 'Not yet heard from the platform.';
  const ago = Math.max(0, now - at);
  if (ago >= DAY) return `Heard from the platform ${momentWords(at, now, zone)}.`;
  return `Heard from the platform ${agoWords(ago)}.`;
}

function agoWords(ago: number): string {
  if (ago < 10_000_000) return 'a moment ago';
  // By tens: a text that changes with every second draws the eye for nothing.
  if (ago < MINUTE) return `${Math.floor(ago / 10_000_000) * 10} seconds ago`;
  if (ago < HOUR) return `${counted(Math.floor(ago / MINUTE), 'minute')} ago`;
  return `${counted(Math.floor(ago / HOUR), 'hour')} ago`;
}

function progress({ size, total, rate }: SyncView): string {
  if (total === null || total <= size) return `${counted(size, 'event')} so far.`;
  const left = rate === null || rate <= 0 ? '' : `, ${durationWords((total - size) / rate)}`;
  return `${size.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} events${left}.`;
}

function durationWords(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 55) return `about ${Math.round(seconds / 10) * 10} seconds`;
  if (seconds < 55 * 60) return `about ${counted(Math.round(seconds / 60), 'minute')}`;
  return `about ${counted(Math.max(1, Math.round(seconds / 3600)), 'hour')}`;
}

function waitingHere(outbox: number): string {
  if (outbox === 0) return '';
  return ` ${counted(outbox, 'change')} of yours ${outbox === 1 ? 'waits' : 'wait'} here.`;
}
