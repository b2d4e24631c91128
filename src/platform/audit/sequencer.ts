import type { Extended } from './extend-log';

export interface Sequencer {
  /** Something was committed to the intake: a batch follows within `settleMs`. */
  nudge(): void;
  /** No batch starts any more; resolves when the running one has ended. */
  stop(): Promise<void>;
}

export interface SequencerSettings {
  /** One batch; must be safe to repeat after it threw. */
  extend: () => Promise<Extended>;
  /** Longest time between two looks into the intake: other nodes commit to it too. */
  everyMs: number;
  /** Time from a nudge to its batch, so that acts that come together share one. */
  settleMs: number;
  /** The log grew by so many events, to so many. */
  extended: (moved: number, size: number) => void;
  /** A batch failed; the next one tries again. */
  failed: (error: unknown) => void;
  /** The log cannot go on: no batch starts any more. */
  damaged: (message: string) => void;
}

/** Runs batches one after another: soon after a nudge, at once after a full one, else in rhythm. */
export function startSequencer(settings: SequencerSettings): Sequencer {
  let timer: NodeJS.Timeout | undefined;
  let due = Infinity;
  let running: Promise<void> | undefined;
  let stopped = false;

  function scheduleIn(ms: number): void {
    const at = performance.now() + ms;
    if (stopped || running !== undefined || at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(run, ms);
  }

  let nudged = false;
  function run(): void {
    due = Infinity;
    nudged = false;
    running = batch().then((full) => {
      running = undefined;
      // Only after a full batch at once: to follow every batch with another would make each act pay for one.
      scheduleIn(full ? 0 : nudged ? settings.settleMs : settings.everyMs);
    });
  }

  /** Whether more are waiting. */
  async function batch(): Promise<boolean> {
    try {
      const extended = await settings.extend();
      if ('damaged' in extended) {
        stopped = true;
        settings.damaged(extended.damaged);
      }
      if ('size' in extended) settings.extended(extended.moved, extended.size);
      return extended.full;
    } catch (error) {
      settings.failed(error);
      return false;
    }
  }

  scheduleIn(0);
  return {
    nudge() {
      nudged = true;
      scheduleIn(settings.settleMs);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
