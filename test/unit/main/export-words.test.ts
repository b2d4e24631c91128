import { expect, test } from 'vitest';
import { exportName, exportWords } from '../../../src/main/export-words';

test('the name of the file says what and when, and of nobody', () => {
  expect(exportName({ what: 'trail', on: '2026-11-26' })).toBe('audit-trail-2026-11-26.csv');
  expect(exportName({ what: 'chart', on: '2026-11-26' })).toBe('audit-trail-figures-2026-11-26.csv');
  expect(exportName({ what: 'people', on: '2026-11-26' })).toBe('people-2026-11-26.csv');
});

test('the question names the count and the place, and says whose care the file is', () => {
  const { title, question, detail, button } = exportWords({ what: 'trail', lines: 3184 });
  expect(title).toBe('Export 3,184 events of the audit trail');
  expect(question).toBe('Export 3,184 events of the audit trail?');
  expect(detail('/home/someone/a.csv')).toMatch(
    /\n\/home\/someone\/a\.csv\n.*does not encrypt.*yours to keep safe.*recorded/s,
  );
  expect(button).toBe('Export 3,184 events');
  expect(exportWords({ what: 'people', lines: 1 }).question).toBe('Export 1 line of the list of people?');
});
