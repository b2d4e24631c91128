import { today } from '../../fixtures/vault-answers';
import { denied, fault, offline } from './inside';
import type { States } from './state';

const full = today(14);
const nothing = {
  from: full.since.from,
  events: 0,
  accesses: 0,
  patients: 0,
  people: 0,
  exports: 0,
  failedSignIns: 0,
  refusals: 0,
};

export const states: States = {
  empty: {
    script: {
      'today.look': {
        value: {
          ...full,
          lastHere: null,
          since: nothing,
          days: full.days.map((day) => ({
            ...day,
            events: 0,
            accesses: 0,
            people: 0,
            failedSignIns: 0,
            exports: 0,
          })),
          changes: [],
          changesInAll: 0,
        },
      },
    },
    shows: (page) => page.getByText('Nothing is recorded yet.'),
  },
  loading: {
    script: { 'today.look': 'never' },
    shows: (page) => page.getByText('Reading the trail on this computer.'),
  },
  error: { script: { 'today.look': fault }, shows: (page) => page.getByRole('alert') },
  denied: {
    script: { 'today.look': denied },
    shows: (page) => page.getByText('Your role may not read the audit trail.'),
  },
  offline: { script: offline, shows: (page) => page.getByText('Working without the platform.') },
  full: { script: {}, shows: (page) => page.getByText(/You were last here Friday at 5:06 PM/) },
};
