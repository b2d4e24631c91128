import { describe, expect, test } from 'vitest';
import type { Around } from '../../../../../src/renderer/app/actions/action';
import { isPossible } from '../../../../../src/renderer/app/actions/action';
import { allActions } from '../../../../../src/renderer/app/actions/all-actions';
import { beginAt, open } from '../../../../../src/renderer/app/history';
import { routeNames } from '../../../../../src/renderer/app/routes';
import { defaultPreferences } from '../../../../../src/shared/contract/bridge/settings';
import { sync } from '../../../../fixtures/vault-answers';

const called: string[] = [];
const around = (change: Partial<Around> = {}): Around => ({
  bridge: {
    call: (name: string) => {
      called.push(name);
      return Promise.resolve({ ok: true, value: {} });
    },
    on: () => () => undefined,
    close: () => undefined,
  } as unknown as Around['bridge'],
  navigate: {
    go: () => undefined,
    remember: () => undefined,
    back: () => undefined,
    forward: () => undefined,
  },
  history: beginAt('today'),
  offline: false,
  sync,
  preferences: defaultPreferences,
  show: () => undefined,
  hasFilter: () => false,
  canExport: () => false,
  hasViews: () => false,
  ...change,
});

const possible = (change: Partial<Around> = {}) =>
  allActions.filter((action) => isPossible(action, around(change))).map(({ id }) => id);

describe('what can be done from anywhere', () => {
  test('has one id and one shortcut each', () => {
    const ids = allActions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = allActions.flatMap(({ shortcut }) => shortcut ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('leads to every screen, by Ctrl and its place', () => {
    routeNames.forEach((name, place) => {
      expect(allActions.find(({ id }) => id === `${name}.open`)?.shortcut).toBe(`Ctrl+${String(place + 1)}`);
    });
  });

  test.each([
    ['up-to-date', ['sync.pause']],
    ['receiving', ['sync.pause']],
    ['paused', ['sync.resume']],
    ['waiting', ['sync.retry']],
    ['stopped', ['sync.retry']],
    ['offline', []],
  ] as const)('while receiving is %s: %j', (phase, expected) => {
    expect(possible({ sync: { ...sync, phase } }).filter((id) => id.startsWith('sync.'))).toEqual(expected);
  });

  test('offers going online only without the platform, and never what is so already', () => {
    expect(possible()).not.toContain('session.goOnline');
    expect(possible({ offline: true })).toContain('session.goOnline');
    expect(possible({ preferences: { ...defaultPreferences, theme: 'dark' } })).not.toContain('theme.dark');
    expect(possible()).not.toContain('theme.system');
    expect(possible()).not.toContain('filter.focus');
    expect(possible({ hasFilter: () => true })).toContain('filter.focus');
    expect(possible()).not.toContain('export.shown');
    expect(possible({ canExport: () => true })).toContain('export.shown');
    expect(possible()).not.toContain('views.open');
    expect(possible({ hasViews: () => true })).toContain('views.open');
    expect(possible()).not.toContain('history.back');
    expect(possible({ history: open(beginAt('today'), 'people', {}) })).toContain('history.back');
  });

  test('locking is the same call however it is reached', () => {
    for (const id of ['console.lock', 'person.switch'])
      allActions.find((action) => action.id === id)?.run(around());
    expect(called).toEqual(['gate.lock', 'gate.lock']);
  });
});
