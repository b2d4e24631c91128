import { MINUTE } from '../clock';
import type { Rounds } from '../operations/rounds';
import { nightlyNow } from '../quiet-hours';
import { careForArchives, type ArchiveCare } from './round';

const DAY = 24 * 60 * MINUTE;
/** How long events stay in the log's table (seed: vannahhealthcloud), counted from the end of their month. */
export const ONLINE_FOR = 90 * DAY;

const LOOK_MS = 10 * 60_000;
/** To the next look where somebody waits for an archive, and it for detection; doubled with each. */
const SOON_MS = 1_000;

export interface ArchiveTimer {
  /** A round soon, for what somebody asked for; `make`: with the months that are due by now. */
  nudge(make: boolean): void;
  /** No round starts any more; resolves when the running one has ended, at its next step. */
  stop(): Promise<void>;
}

/** Before which instant a month must have ended to be archived at this hour. Microseconds. */
export function dueBefore(now: number, timeZone: string): number {
  return nightlyNow(now, timeZone) - ONLINE_FOR;
}

/** Looks six times an hour: goes on with what was begun, and at a quiet hour archives the months that are due. */
export function startArchiveCare(
  care: Omit<ArchiveCare, 'isStopped'>,
  timeZone: string,
  rounds: Rounds,
): ArchiveTimer {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let wanted: { make: boolean } | null = null;
  let isStopped = false;
  let soon = SOON_MS;

  function run(): void {
    clearTimeout(timer);
    const now = care.clock();
    const isAsked = wanted?.make === true;
    const until = isAsked ? now - ONLINE_FOR : dueBefore(now, timeZone);
    wanted = null;
    running = careForArchives({ ...care, isStopped: () => isStopped }, until)
      .then((ended) => {
        rounds.done();
        return ended;
      }, rounds.failed)
      .then((ended) => {
        running = undefined;
        if (isStopped) return;
        if (wanted !== null) return run();
        const isHeldUp = isAsked && ended === 'unwatched';
        if (isHeldUp) wanted = { make: true };
        timer = setTimeout(run, isHeldUp ? soon : LOOK_MS);
        soon = isHeldUp ? Math.min(2 * soon, LOOK_MS) : SOON_MS;
      });
  }

  timer = setTimeout(run, LOOK_MS);
  return {
    nudge(make) {
      if (make) soon = SOON_MS;
      wanted = { make: make || wanted?.make === true };
      if (running === undefined && !isStopped) run();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
