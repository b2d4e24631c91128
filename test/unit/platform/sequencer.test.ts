import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startSequencer, type Sequencer } from '../../../src/platform/audit/sequencer';
import type { Extended } from '../../../src/platform/audit/extend-log';

describe('the sequencer', () => {
  let sequencer: Sequencer;
  const extend = vi.fn<() => Promise<Extended>>();
  const failed = vi.fn();
  const damaged = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    extend.mockReset().mockResolvedValue({ moved: 0, full: false });
    failed.mockReset();
    damaged.mockReset();
    sequencer = startSequencer({
      extend,
      everyMs: 200,
      settleMs: 50,
      extended: () => undefined,
      failed,
      damaged,
    });
  });
  afterEach(async () => {
    await sequencer.stop();
    vi.useRealTimers();
  });

  test('looks at once when it starts, then every 200 ms', async () => {
    await vi.advanceTimersByTimeAsync(0);
    expect(extend).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(199);
    expect(extend).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(extend).toHaveBeenCalledTimes(2);
  });

  test('nudges that come together share one batch, which nudges do not put off', async () => {
    await vi.advanceTimersByTimeAsync(0);
    for (let i = 0; i < 5; i += 1) {
      sequencer.nudge();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(extend).toHaveBeenCalledTimes(2);
  });

  test('goes on at once after a full batch, and waits for more after one that was not', async () => {
    extend
      .mockResolvedValueOnce({ moved: 1000, full: true, size: 1000 })
      .mockResolvedValueOnce({ moved: 1000, full: true, size: 1000 })
      .mockResolvedValueOnce({ moved: 3, full: false, size: 3 });
    await vi.advanceTimersByTimeAsync(5);
    expect(extend).toHaveBeenCalledTimes(3);
    sequencer.nudge();
    await vi.advanceTimersByTimeAsync(49);
    expect(extend).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(extend).toHaveBeenCalledTimes(4);
  });

  test('a nudge during a batch is not lost', async () => {
    let finish: (extended: Extended) => void = () => undefined;
    extend.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    await vi.advanceTimersByTimeAsync(0);
    sequencer.nudge();
    finish({ moved: 0, full: false });
    await vi.advanceTimersByTimeAsync(50);
    expect(extend).toHaveBeenCalledTimes(2);
  });

  test('never runs two batches at once', async () => {
    extend.mockReturnValueOnce(new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(0);
    sequencer.nudge();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(extend).toHaveBeenCalledTimes(1);
    // A stop would wait for that batch.
    sequencer = { nudge: () => undefined, stop: () => Promise.resolve() };
  });

  test('tries again after a failure, and says that it failed', async () => {
    extend.mockRejectedValueOnce(new Error('cut off'));
    await vi.advanceTimersByTimeAsync(200);
    expect(failed).toHaveBeenCalledTimes(1);
    expect(extend).toHaveBeenCalledTimes(2);
  });

  test('says once that the log is damaged, and looks no more', async () => {
    extend.mockResolvedValue({ moved: 0, full: false, damaged: 'another head' });
    await vi.advanceTimersByTimeAsync(0);
    sequencer.nudge();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(damaged).toHaveBeenCalledTimes(1);
    expect(extend).toHaveBeenCalledTimes(1);
  });

  test('stops', async () => {
    await vi.advanceTimersByTimeAsync(0);
    await sequencer.stop();
    sequencer.nudge();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(extend).toHaveBeenCalledTimes(1);
  });
});
