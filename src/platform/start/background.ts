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
import type { AllRounds } from '../operations/rounds';
import type { Service } from '../service';

/** What calls wake of the work beside them; before it is started nobody hears it. */
export interface Wakes {
  log(): void;
  keys(): void;
  archives(make: boolean): void;
}

/** Milliseconds between two looks into the intake, and from an act to the batch that takes it. */
export interface SequencerRhythm {
  everyMs: number;
  settleMs: number;
}

interface Background {
  database: OpenDatabase;
  service: Service;
  logKey: LogKey;
  wakes: Wakes;
  log: Log;
  rounds: AllRounds;
  rhythm: SequencerRhythm;
  /** The log cannot go on. */
  damaged: () => void;
}

/**
 * Starts what goes on beside the answering of calls, and lets it be woken. Nothing after it may fail: its timers would
 * outlive the start. The answer ends all of it, each at its next step.
 */
export function startBackground(given: Background): () => Promise<void> {
  const { database, service, logKey, wakes, log, rounds, damaged } = given;
  const { acts, clock, db, growth, phi, practice } = service;
  const watched = { db, acts, clock, practice, since: clock() };
  const watch = startWatch(watched, rounds.of('watch'));
  const sequencer = startSequencer({
    async extend() {
      const extended = await extendLog(db, logKey, clock);
      // What was placed is told of, whatever becomes of the upkeep.
      await database.upkeep?.(extended.moved).catch((error: unknown) => {
        log('upkeep-failed', { fault: faultOf(error), ...errorFacts(error) });
      });
      return extended;
    },
    ...given.rhythm,
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
  const keyCare = startKeyCare({ db, acts, clock, ...phi }, rounds.of('key-care'));
  wakes.keys = () => keyCare.nudge();
  const archives = startArchiveCare(
    { ...service, log, reclaim: database.upkeep && (() => reclaim(db)) },
    practice.timeZone,
    rounds.of('archives'),
  );
  wakes.archives = (make) => archives.nudge(make);
  const retention = startRetentionCare(service, rounds.of('retention'));
  return async () => {
    await keyCare.stop();
    await watch.stop();
    await archives.stop();
    await retention.stop();
    // Last: what the others did at the end still gets its place.
    await sequencer.stop();
  };
}
