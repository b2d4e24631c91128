import { countDays } from '../../../src/renderer/features/trail/day-lines';
import { zone } from '../../fixtures/practice';
import { rowOfPatient, rows } from '../../fixtures/trail-rows';
import { denied, fault, offline } from './inside';
import type { States } from './state';

const evening = rowOfPatient('Tamarack 214');
const around = rows
  .filter(({ event }) => event.actor.userId === evening.event.actor.userId)
  .filter(({ seq }) => Math.abs(seq - evening.seq) <= 4)
  .toReversed();

const byDay = countDays(
  rows.map(({ event }) => event.occurredAt),
  zone,
).map(({ count }) => count);

export const states: States = {
  empty: {
    script: {
      'trail.rows': { value: { rows: [], size: 0, total: 0 } },
      'trail.count': { value: { count: 0, size: 0 } },
    },
    shows: (page) => page.getByText('No event has reached this computer yet.'),
  },
  loading: {
    script: { 'trail.rows': 'never' },
    shows: (page) => page.getByText('Reading the trail on this computer.'),
  },
  error: { script: { 'trail.rows': fault }, shows: (page) => page.getByRole('alert') },
  denied: {
    script: { 'trail.rows': denied },
    shows: (page) => page.getByText('Your role may not read the audit trail.'),
  },
  offline: { script: offline, shows: (page) => page.getByRole('grid').getByText('Colleen Duffy').first() },
  full: {
    script: {
      'trail.rows': { value: { rows: [...rows], size: 648_213, total: rows.length } },
      'trail.histogram': { value: { counts: byDay.toReversed() } },
      'trail.event': { value: { row: evening, around } },
    },
    then: async ({ page }) => {
      const grid = page.getByRole('grid');
      await grid.focus();
      // The day heads are lines too: Sunday evening is a page or two down.
      for (let way = 0; way < 9; way += 1) await page.keyboard.press('PageDown');
      await grid.getByRole('gridcell', { name: 'Tamarack 214', exact: true }).click();
    },
    shows: (page) => page.getByLabel('Event', { exact: true }).getByText('Around it'),
  },
};
