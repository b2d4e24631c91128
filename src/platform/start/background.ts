import { startArchiveCare } from '../archives/timer';
import { extendLog } from '../audit/extend-log';
import type { LogKey } from '../audit/log-key';
import { startSequencer } from '../audit/sequencer';
import { faultOf } from '../database/fault';
import type { OpenDatabase } from '../database/schema';
import { reclaim } from '../database/upkeep';
import { startWatch } from '../detection/watch';
import { errorFacts, type Log } from '../log';
import { startKeyCare } from '../phi/key-care';
import { startRetentionCare } from '../retention/nightly';
import type { Service } from '../service';

/** What calls wake of the work beside them; before it is started nobody hears it. */
export interface Wakes {
  log(): void;
  keys(): void;
  archives(make: boolean): void;
}

/** The log's rhythm (build/decisions/intake-and-sequencer.md). */
const EVERY_MS = 200;
const SETTLE_MS = 100;

/**
 * Starts what goes on beside the answering of calls, and lets it be woken. Nothing after it may fail: its timers would
 * outlive the start. `damaged`: the log cannot go on. The answer ends all of it, each at its next step.
 */
export function startBackground(
  database: OpenDatabase,
  service: Service,
  logKey: LogKey,
  wakes: Wakes,
  log: Log,
  damaged: () => void,
): () => Promise<void> {
  const { acts, clock, db, growth, phi, practice } = service;
  const watched = { db, acts, clock, practice, since: clock() };
  const watch = startWatch(watched, (error) => log('watch-failed', errorFacts(error)));
  const sequencer = startSequencer({
    async extend() {
      const extended = await extendLog(db, logKey, clock);
      await database.upkeep?.(extended.moved);
      return extended;
    },
    everyMs: EVERY_MS,
    settleMs: SETTLE_MS,
    extended(moved, size) {
      growth.grewTo(size);
      watch.nudge();
      log('log-extended', { events: moved });
    },
    failed: (error) => log('log-waits', { fault: faultOf(error), ...errorFacts(error) }),
    damaged: () => {
      damaged();
      growth.close();
      log('log-damaged');
    },
  });
  wakes.log = () => sequencer.nudge();
  const keyCare = startKeyCare({ db, acts, clock, ...phi }, (error) =>
    log('key-care-failed', errorFacts(error)),
  );
  wakes.keys = () => keyCare.nudge();
  const archives = startArchiveCare(
    { ...service, log, reclaim: database.upkeep && (() => reclaim(db)) },
    practice.timeZone,
    (error) => log('archives-failed', errorFacts(error)),
  );
  wakes.archives = (make) => archives.nudge(make);
  const retention = startRetentionCare(service, (error) => log('retention-failed', errorFacts(error)));
  return async () => {
    await keyCare.stop();
    await watch.stop();
    await archives.stop();
    await retention.stop();
    // Last: what the others did at the end still gets its place.
    await sequencer.stop();
  };
}
