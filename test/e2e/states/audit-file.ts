import type { FileFindings } from '../../../src/shared/contract/bridge/file';
import { err } from '../../../src/shared/domain/result';
import { rows } from '../../fixtures/trail-rows';
import type { ScriptedConsole } from '../../helpers/scripted-vault';
import { offline } from './inside';
import type { States } from './state';

const sample = rows.slice(0, 12).map(({ event: { v: _v, id: _id, recordedAt: _at, ...draft } }) => draft);

const findings: FileFindings = {
  format: 'vantrexia',
  records: 412,
  refused: [{ record: 17, message: 'The field “timestamp” is missing.' }],
  refusedCount: 1,
  first: rows.at(-1)!.event.occurredAt,
  last: rows[0]!.event.occurredAt,
  sample,
};

const choose = ({ page }: ScriptedConsole) => page.getByRole('button', { name: /Choose a file/ }).click();

export const states: States = {
  empty: { script: {}, shows: (page) => page.getByText('No file is open.') },
  loading: {
    script: { 'file.inspect': 'never' },
    then: choose,
    shows: (page) => page.getByRole('button', { name: 'Reading…' }),
  },
  error: {
    script: {
      'file.inspect': err('too-large', 'The file is over 256 MB and was not read.', 'Choose a smaller one.'),
    },
    then: choose,
    shows: (page) => page.getByRole('alert'),
  },
  denied: { none: 'The file is the person’s own: no role is asked for.' },
  offline: { script: offline, shows: (page) => page.getByText('You work offline.') },
  full: {
    script: { 'file.inspect': { value: { findings } } },
    then: choose,
    shows: (page) => page.getByRole('heading', { name: 'Records that cannot be read' }),
  },
};
