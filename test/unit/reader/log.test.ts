import { expect, test } from 'vitest';
import { crashLine } from '../../../src/reader/log';

test('a crash is logged by the name of its error, never by what it says', () => {
  const at = new Date(0);
  const line = (error: string) =>
    `{"at":"1970-01-01T00:00:00.000Z","from":"reader","what":"crashed","error":"${error}"}\n`;
  const error = new RangeError('Patient Colleen Duffy, born 1961');
  expect(crashLine(error, at)).toBe(line('RangeError'));
  error.name = 'Colleen Duffy';
  expect(crashLine(error, at)).toBe(line('left-out'));
  expect(crashLine('Colleen Duffy', at)).toBe(line('string'));
});
