import { describe, expect, test } from 'vitest';
import { ok } from '../../../src/shared/domain/result';
import { chosenFiles } from '../../../src/vault/chosen-files';
import type { MessagePortLike } from '../../../src/vault/ports';

/** A reader's port that only notes that it was closed. */
function aPort(): { port: MessagePortLike; closed(): boolean } {
  let closed = false;
  const port: MessagePortLike = {
    postMessage: () => undefined,
    on: () => undefined,
    start: () => undefined,
    close: () => {
      closed = true;
    },
  };
  return { port, closed: () => closed };
}

describe('a file that the person chooses', () => {
  test('one at a time: while a choice waits, a second is refused and main is not asked again', async () => {
    const asked: number[] = [];
    const files = chosenFiles((id) => asked.push(id));
    const first = files.inspect(new AbortController().signal);
    expect(await files.inspect(new AbortController().signal)).toMatchObject({
      code: 'conflict',
      message: 'A file is being chosen already.',
    });
    expect(asked).toEqual([0]);
    files.answered(0, null);
    expect(await first).toEqual(ok(null));
    const next = files.inspect(new AbortController().signal);
    files.answered(1, null);
    expect(await next).toEqual(ok(null));
  });

  test('is not read when the call was stopped while the dialog was open', async () => {
    const files = chosenFiles(() => undefined);
    const stop = new AbortController();
    const asked = files.inspect(stop.signal);
    stop.abort();
    const { port, closed } = aPort();
    files.answered(0, port);
    expect(await asked).toMatchObject({ code: 'cancelled' });
    expect(closed()).toBe(true);
  });

  test('an answer that nobody waits for closes the reader’s port', () => {
    const { port, closed } = aPort();
    chosenFiles(() => undefined).answered(7, port);
    expect(closed()).toBe(true);
  });
});
