import { describe, expect, test } from 'vitest';
import { GoesAlong, gathering, type Answer, type Statement } from '../../../src/platform/database/gathering';

function answerTo({ sql }: Statement): Answer {
  return { command: sql, rowCount: null, rows: [] };
}

/** A server that answers each statement with itself, how it is asked, and the messages that came to it. */
function server(reply: (statements: readonly Statement[]) => Answer[] = (all) => all.map(answerTo)) {
  const messages: string[][] = [];
  const ask = gathering((statements) => {
    messages.push(statements.map(({ sql, parameters }) => [sql, ...parameters].join(' ')));
    return Promise.resolve().then(() => reply(statements));
  });
  return { ask, messages };
}

const commands = (answers: Answer[]) => answers.map(({ command }) => command);

describe('statements of one turn', () => {
  test('go as one message, in order, and each has its own answer', async () => {
    const { ask, messages } = server();
    const answers = await Promise.all([ask('insert', [1, true, null]), ask('select'), ask('delete', ['a'])]);
    expect(commands(answers)).toEqual(['insert', 'select', 'delete']);
    expect(messages).toEqual([['insert 1 true ', 'select', 'delete a']]);
  });

  test('are apart from those of the next', async () => {
    const { ask, messages } = server();
    await ask('one');
    await Promise.all([ask('two'), ask('three')]);
    expect(messages).toEqual([['one'], ['two', 'three']]);
  });

  test('all fail as the first that fails', async () => {
    const { ask } = server(() => {
      throw new RangeError('no');
    });
    const ended = await Promise.allSettled([ask('one'), ask('two')]);
    expect(ended.map((end) => end.status === 'rejected' && String(end.reason))).toEqual([
      'RangeError: no',
      'RangeError: no',
    ]);
  });

  test('are sent without one whose values cannot be written', async () => {
    const { ask, messages } = server();
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    const [one, two, three] = await Promise.allSettled([ask('one'), ask('two', [circle]), ask('three')]);
    expect([one.status, two.status, three.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(messages).toEqual([['one', 'three']]);
  });

  test.each([
    ['too few', 1],
    ['too many', 3],
  ])('fail where the server gives %s answers', async (_, count) => {
    const { ask } = server(() => Array.from({ length: count }, () => answerTo({ sql: 'x', parameters: [] })));
    const ended = await Promise.allSettled([ask('one'), ask('two')]);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('what goes along', () => {
  test('is not waited for, and goes with what is asked next', async () => {
    const { ask, messages } = server();
    await ask('begin');
    expect(await ask(new GoesAlong('insert'), [1])).toMatchObject({ rows: [] });
    await ask(new GoesAlong('insert'), [2]);
    expect(messages).toEqual([]);
    const answers = await Promise.all([ask('one'), ask(new GoesAlong('insert'), [3]), ask('two')]);
    expect(commands(answers).filter((command) => command !== 'insert')).toEqual(['one', 'two']);
    await ask(new GoesAlong('insert'), [4]);
    await ask('commit');
    expect(messages).toEqual([
      ['begin', 'insert 1', 'insert 2', 'one', 'insert 3', 'two'],
      ['insert 4', 'commit'],
    ]);
  });

  test('fails with what is asked next', async () => {
    const { ask } = server(() => {
      throw new RangeError('no');
    });
    await ask('begin');
    await ask(new GoesAlong('insert'));
    await expect(ask('commit')).rejects.toThrow('no');
  });

  test('is not sent where all is rolled back, to its beginning or to a savepoint', async () => {
    const { ask, messages } = server();
    await ask('begin');
    await ask(new GoesAlong('insert'), [1]);
    await ask('rollback');
    await ask('begin');
    await ask('savepoint one');
    await ask(new GoesAlong('insert'), [2]);
    await ask('rollback to one');
    await ask('commit');
    expect(messages).toEqual([
      ['begin', 'rollback'],
      ['begin', 'savepoint one'],
      ['rollback to one'],
      ['commit'],
    ]);
  });

  test('says so itself where its values cannot be written', async () => {
    const { ask, messages } = server();
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    await ask('begin');
    await expect(ask(new GoesAlong('insert'), [circle])).rejects.toThrow(/circular/);
    await ask('one');
    expect(messages).toEqual([['begin', 'one']]);
  });

  test.each(['commit', 'rollback'])('is refused outside of a transaction, as after a %s', async (end) => {
    const { ask, messages } = server();
    const late = () =>
      expect(ask(new GoesAlong('insert'))).rejects.toMatchObject({ name: 'OutsideTransaction' });
    await late();
    await ask('begin');
    await ask('one');
    const ended = ask(end);
    await late();
    await ended;
    await late();
    await ask('begin');
    await ask('two');
    expect(messages).toEqual([['begin', 'one'], [end], ['begin', 'two']]);
  });
});

describe('a transaction’s begin', () => {
  test.each(['begin', 'start transaction isolation level serializable'])(
    'goes with its first statements: %s',
    async (begin) => {
      const { ask, messages } = server();
      await ask(begin);
      expect(messages).toEqual([]);
      const answers = await Promise.all([ask('one'), ask('two')]);
      await ask('commit');
      expect(commands(answers)).toEqual(['one', 'two']);
      expect(messages).toEqual([[begin, 'one', 'two'], ['commit']]);
    },
  );

  test('goes with its end where nothing is in it, and not a second time', async () => {
    const { ask, messages } = server();
    await ask('begin');
    await ask('rollback');
    await ask('select');
    expect(messages).toEqual([['begin', 'rollback'], ['select']]);
  });

  test('stays in its place after what was asked before it', async () => {
    const { ask, messages } = server();
    await Promise.all([ask('one'), ask('begin'), ask('two')]);
    await ask('begin');
    await Promise.all([ask('begin'), ask('three')]);
    expect(messages).toEqual([
      ['one', 'begin', 'two'],
      ['begin', 'begin', 'three'],
    ]);
  });

  test('is rolled back apart from what waits: that may fail', async () => {
    const { ask, messages } = server();
    await ask('begin');
    await Promise.all([ask('one'), ask('rollback'), ask('two')]);
    expect(messages).toEqual([
      ['begin', 'one'],
      ['rollback', 'two'],
    ]);
  });

  test('is not held any more once its message has failed', async () => {
    let isFirst = true;
    const { ask, messages } = server((statements) => {
      if (!isFirst) return statements.map(answerTo);
      isFirst = false;
      throw new RangeError('no');
    });
    await ask('begin');
    await expect(ask('one')).rejects.toThrow('no');
    await ask('rollback');
    expect(messages).toEqual([['begin', 'one'], ['rollback']]);
  });
});
