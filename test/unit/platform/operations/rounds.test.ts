import { expect, test } from 'vitest';
import { countedRounds } from '../../../../src/platform/operations/rounds';

test('failures of each work are counted in a row, and logged without their text', () => {
  const logged: unknown[] = [];
  const rounds = countedRounds((what, facts) => logged.push([what, facts]));
  const [watch, archives] = [rounds.of('watch'), rounds.of('archives')];
  watch.failed(new TypeError('a name'));
  watch.failed(new TypeError('a name'));
  archives.failed(new Error('a name'));
  expect(rounds.failures()).toEqual({ watch: 2, archives: 1, retention: 0, 'key-care': 0 });
  watch.done();
  watch.failed(new Error('a name'));
  expect(rounds.failures()).toEqual({ watch: 1, archives: 1, retention: 0, 'key-care': 0 });
  expect(logged[0]).toEqual(['watch-failed', { error: 'TypeError', code: '' }]);
  expect(JSON.stringify(logged)).not.toContain('a name');
});
