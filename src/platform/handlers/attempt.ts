import type { Refusal } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import type { Recorder } from '../audit/act';
import { draftBy, type Happened } from '../audit/draft';

/** What one caller tries to do, within the transaction in which it is decided. */
export interface Attempting {
  /** Records that it was not done, and why: `reason` has words of its own (reason-words.ts). */
  refuse(refusal: Refusal, reason: string): Promise<Refusal>;
  /** Records that it was done. `more`: what else the event says. */
  done(more?: Partial<Happened>): Promise<void>;
}

/** `justification`: why, in the caller's words. `now` in microseconds. */
export function attempting(
  record: Recorder,
  caller: Caller,
  happened: Happened,
  now: number,
  justification?: string,
): Attempting {
  const write = (what: Happened) =>
    record({ ...draftBy(caller, what, now), ...(justification !== undefined && { justification }) });
  return {
    async refuse(refusal, reason) {
      const outcome = refusal.code === 'denied' ? 'denied' : 'failure';
      await write({ ...happened, outcome, meta: { ...happened.meta, reason } });
      return refusal;
    },
    done: (more = {}) => write({ ...happened, ...more, meta: { ...happened.meta, ...more.meta } }),
  };
}
