import { describe, expect, test } from 'vitest';
import { digitsOf } from '../../../../../src/renderer/features/gate/code-digits';
import { failureWords, lastHereWords } from '../../../../../src/renderer/features/gate/known-notes';
import { lockedWords } from '../../../../../src/renderer/features/gate/locked-words';
import { leaseWords, networkWords } from '../../../../../src/renderer/features/gate/network-words';
import { protocolWords } from '../../../../../src/renderer/features/gate/protocol-words';
import { lockoutAt, waits } from '../../../../../src/shared/domain/lockout';
import { lockReasons } from '../../../../../src/shared/contract/bridge/gate';
import { central, now, zone } from '../../../../fixtures/practice';
import { gate } from '../../../../fixtures/vault-answers';

const nobody = { ...gate, people: [] };

describe('the state of the network', () => {
  test('is told in words for every state of the platform', () => {
    expect(networkWords(gate, true)).toEqual({
      connected: true,
      words: 'Connected to the platform. Nothing of the record is open on this computer.',
    });
    expect(networkWords(null, true).words).toBe('Nothing of the record is open on this computer.');
    expect(networkWords({ ...gate, platform: 'starting' }, true).words).toBe(
      'The platform on this computer is starting.',
    );
    expect(networkWords({ ...gate, platform: 'starting', address: 'https://p.example' }, true).words).toBe(
      'Looking for the platform.',
    );
    expect(networkWords({ ...nobody, platform: 'none' }, true).words).toBe(
      'No platform is chosen on this computer yet.',
    );
  });

  test('without the platform says what is still possible, and for how long', () => {
    const away = { ...gate, platform: 'unreachable' as const, address: 'https://p.example' };
    const rest =
      ' You can unlock and work, up to 3 days after its last answer; changes wait here until it is back.';
    expect(networkWords(away, true)).toEqual({
      connected: false,
      words: `The platform does not answer at the moment.${rest}`,
    });
    expect(networkWords(away, false).words).toBe(`No network at the moment.${rest}`);
  });

  test('promises no work to whoever has no vault here', () => {
    expect(networkWords({ ...nobody, platform: 'unreachable' }, false).words).toBe(
      'The platform does not answer at the moment. A first sign-in on this computer needs it.',
    );
  });

  test('a lease is told in days where these are whole', () => {
    expect([1, 8, 24, 36, 48, 72, 336].map(leaseWords)).toEqual([
      '1 hour',
      '8 hours',
      '24 hours',
      '36 hours',
      '2 days',
      '3 days',
      '14 days',
    ]);
  });
});

describe('why it is locked', () => {
  const at = central(17, 8, 2);

  test('names who locked it, and the day where it was another', () => {
    const locked = { at, by: 'Grace Lundgren', why: 'person' as const };
    expect(lockedWords(locked, zone, now)).toBe('since 8:02 AM, by Grace Lundgren');
    expect(lockedWords({ ...locked, at: central(13, 17, 2) }, zone, now)).toBe(
      'since Friday, November 13, 5:02 PM, by Grace Lundgren',
    );
  });

  test('gives every reason in other words, with and without a name', () => {
    for (const by of ['Grace Lundgren', null]) {
      const words = lockReasons.map((why) => lockedWords({ at, by, why }, zone, now));
      expect(new Set(words).size).toBe(lockReasons.length);
      for (const each of words) expect(each).toMatch(/^since 8:02 AM/);
      if (by === null) expect(words.join()).not.toMatch(/null|by $/);
    }
  });
});

describe('what stands beside a person', () => {
  test('wrong tries, by the rule that counts them', () => {
    const minutes = waits[lockoutAt - 1]! / 60_000_000;
    expect(failureWords({ failures: 0 })).toBeNull();
    expect(failureWords({ failures: 1 })).toBe(
      `1 wrong try so far; after ${lockoutAt}, this name waits ${minutes} minutes.`,
    );
    expect(failureWords({ failures: lockoutAt })).toBe(
      `${lockoutAt} wrong tries: this name waits ${minutes} minutes from the last one.`,
    );
  });

  test('when the vault was last open here', () => {
    expect(lastHereWords(central(13, 8, 4), zone)).toBe('Last open here on Friday, November 13, at 8:04 AM.');
  });
});

test('a code is its digits, however a phone or a clipboard groups them', () => {
  expect(['419023', '419 023', '419-023', ' 4190234', 'code: 419023!', 'abc'].map(digitsOf)).toEqual([
    '419023',
    '419023',
    '419023',
    '419023',
    '419023',
    '',
  ]);
});

test('the protocol is named as people know it, and an older one is called that', () => {
  expect(protocolWords('TLSv1.3')).toBe('TLS 1.3');
  expect(protocolWords('TLSv1.2')).toBe('TLS 1.2, an older version that is still accepted');
});
