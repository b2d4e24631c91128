import { people } from '../../fixtures/vault-answers';
import { denied, fault, offline } from './inside';
import type { States } from './state';

export const states: States = {
  empty: {
    script: { 'people.list': { value: { members: [], asOf: null } } },
    shows: (page) => page.getByText('No list of people has reached this computer.'),
  },
  loading: {
    script: { 'people.list': 'never' },
    shows: (page) => page.getByText('Reading the list of people on this computer.'),
  },
  error: { script: { 'people.list': fault }, shows: (page) => page.getByRole('alert') },
  denied: {
    script: { 'people.list': denied },
    shows: (page) => page.getByText('Your role may not see who works here.'),
  },
  offline: {
    script: { ...offline, 'people.look': fault },
    then: ({ page }) => page.getByRole('row', { name: /Dana Ruiz/ }).focus(),
    shows: (page) => page.getByRole('alert'),
  },
  full: {
    script: { 'people.list': { value: people } },
    then: ({ page }) => page.getByRole('row', { name: /Colleen Duffy/ }).focus(),
    shows: (page) => page.getByText(/^In the last 30 days she opened/),
  },
};
