import { err } from '../../../src/shared/domain/result';
import type { GateStates } from './state';
import { nothingChosen } from './gate-first-run';

export const states: GateStates = {
  'preparing-starting': {
    script: { 'gate.look': { value: { ...nothingChosen, platform: 'starting' } } },
    shows: (page) => page.getByText('Starting the platform on this computer', { exact: true }),
  },
  preparing: {
    script: {
      'gate.look': {
        value: {
          ...nothingChosen,
          platform: 'preparing',
          preparing: { done: 11_200, total: 31_000, what: 'Making the synthetic practice' },
        },
      },
    },
    shows: (page) => page.getByRole('progressbar', { name: 'Making the synthetic practice' }),
  },
  'preparing-failed': {
    script: {
      'gate.look': {
        value: {
          ...nothingChosen,
          platform: 'unreachable',
          problem: err(
            'disk-full',
            'The practice was not made: the disk is full. Nothing was left behind.',
            'Make about 500 MB of room, then start again.',
          ),
        },
      },
    },
    shows: (page) => page.getByRole('alert'),
  },
};
