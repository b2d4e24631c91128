import { expect, test } from 'vitest';
import { logTo } from '../../../src/vault/log';

test('the log holds counts and words of our own, and leaves out whatever else it is given', () => {
  const lines: string[] = [];
  const log = logTo(
    (line) => lines.push(line),
    () => new Date(0),
  );
  log('sync', { phase: 'up-to-date', size: 12, call: 'trail.listEvents', first: true });
  log('crashed', { error: 'Patient Colleen Duffy, born 1961', size: 1 });
  expect(lines).toEqual([
    '{"at":"1970-01-01T00:00:00.000Z","from":"vault","what":"sync","phase":"up-to-date","size":12,"call":"trail.listEvents","first":true}\n',
    '{"at":"1970-01-01T00:00:00.000Z","from":"vault","what":"crashed","error":"left-out","size":1}\n',
  ]);
});
