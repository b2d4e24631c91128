import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { licences } from '../../../../../src/renderer/features/settings/licences';
import {
  groupsOf,
  ordinal,
  twoPlaces,
  withTyped,
} from '../../../../../src/renderer/features/settings/phrase-groups';
import {
  hoursWords,
  idleChoices,
  leaseChoices,
  megabytesWords,
  minutesWords,
  withPresent,
} from '../../../../../src/renderer/features/settings/spans';
import { beforeOf } from '../../../../../src/renderer/features/settings/before-of';
import { defaultPreferences, preferences } from '../../../../../src/shared/contract/bridge/settings';
import { phraseOf } from '../../../../../src/vault/keys/recovery-phrase';

const top = resolve(import.meta.dirname, '../../../../..');

describe('what can be chosen', () => {
  test('every choice is one that the vault takes', () => {
    for (const idleMinutes of idleChoices) {
      expect(preferences.safeParse({ ...defaultPreferences, idleMinutes }).success).toBe(true);
    }
    for (const leaseHours of leaseChoices) {
      expect(preferences.safeParse({ ...defaultPreferences, leaseHours }).success).toBe(true);
    }
  });

  test('the present value is among the choices, in its place', () => {
    expect(withPresent(idleChoices, 7)).toEqual([1, 2, 3, 5, 7, 10, 15, 20, 30]);
    expect(withPresent(idleChoices, 10)).toEqual([...idleChoices]);
  });

  test('is named with its unit', () => {
    expect([1, 10].map(minutesWords)).toEqual(['1 minute', '10 minutes']);
    expect([1, 24, 72, 336].map(hoursWords)).toEqual(['1 hour', '24 hours', '3 days', '14 days']);
    expect([421_888, 231_211_008, 2_400_000_000].map(megabytesWords)).toEqual([
      'under 1 MB',
      'about 231 MB',
      'about 2,400 MB',
    ]);
  });

  test('undoing sets what was set, and only what was changed', () => {
    expect(beforeOf(defaultPreferences, { theme: 'dark' })).toEqual({ theme: 'system' });
    expect(beforeOf(defaultPreferences, { idleMinutes: 1, leaseHours: 1 })).toEqual({
      idleMinutes: 10,
      leaseHours: 72,
    });
  });
});

describe('the groups of a recovery phrase', () => {
  const phrases = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(phraseOf);

  test('are seven, and make the phrase again where two are typed as they stand', () => {
    fc.assert(
      fc.property(
        phrases,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (phrase, chance) => {
          const groups = groupsOf(phrase);
          expect(groups).toHaveLength(7);
          const places = twoPlaces(groups.length, () => chance);
          const typed = new Map(places.map((place) => [place, ` ${groups[place]!} `]));
          expect(withTyped(groups, typed)).toBe(phrase);
        },
      ),
    );
  });

  test('typed otherwise they make another phrase, so that the vault refuses it', () => {
    const groups = groupsOf('K3QX-7WMA-0B8E-52AC-C3F1-7D60-E94B');
    expect(withTyped(groups, new Map([[1, '7WMB']]))).toBe('K3QX-7WMB-0B8E-52AC-C3F1-7D60-E94B');
  });

  test('two different ones are asked for, in their order, and any two may be', () => {
    const asked = new Set<string>();
    const steps = Array.from({ length: 14 }, (_, i) => (i + 0.5) / 14);
    for (const a of steps) {
      for (const b of steps) {
        const chances = [a, b];
        const [first, second] = twoPlaces(7, () => chances.shift() ?? 0);
        expect(first).toBeLessThan(second);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(second).toBeLessThan(7);
        asked.add(`${first} ${second}`);
      }
    }
    expect(asked.size).toBe(21);
  });

  test('are called by their place', () => {
    expect([0, 6].map(ordinal)).toEqual(['first', 'seventh']);
  });
});

test('the licenses are those of everything that is shipped, as installed', async () => {
  const json = async (...path: string[]) =>
    JSON.parse(await readFile(join(top, ...path), 'utf8')) as {
      name: string;
      license: string;
      dependencies: Record<string, string>;
    };
  const { dependencies } = await json('package.json');
  const installed: Record<string, string[]> = {};
  for (const folder of Object.keys(dependencies)) {
    const { name, license } = await json('node_modules', folder, 'package.json');
    (installed[license] ??= []).push(name);
  }
  const sorted = (all: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(all).map(([licence, names]) => [licence, [...names].sort()]));
  expect(sorted(licences)).toEqual(sorted(installed));
});
