import { describe, expect, test } from 'vitest';
import {
  blockOf,
  help,
  settingsFrom,
  settingsTable,
  variableOf,
} from '../../../../src/platform/alone/settings';

const least = {
  practiceName: 'Elm Street',
  timeZone: 'America/Chicago',
  keys: '/etc/keys',
  folder: '/var/db',
};
const from = (file: object, environment = {}) => settingsFrom(JSON.stringify(file), environment);
const served = {
  address: '0.0.0.0',
  names: ['platform.example.org'],
  certificate: '/etc/cert.pem',
  certificateKey: '/etc/key.pem',
};

describe('the settings of a service that runs alone', () => {
  test('are few where nothing else is said, and stay on this computer', () => {
    expect(from(least)).toMatchObject({
      ok: true,
      value: { ...least, address: '127.0.0.1', port: 8443, makeKeys: false, synthetic: false, names: [] },
    });
  });

  test('come from the environment alone too, which wins over the file', () => {
    const environment = {
      WARDKEEPER_PLATFORM_PRACTICE_NAME: 'Oak Street',
      WARDKEEPER_PLATFORM_TIME_ZONE: 'UTC',
      WARDKEEPER_PLATFORM_KEYS: '/k',
      WARDKEEPER_PLATFORM_PORT: '9000',
      WARDKEEPER_PLATFORM_MAKE_KEYS: 'true',
      WARDKEEPER_PLATFORM_NAMES: 'A.example.org, b.example.org',
      WARDKEEPER_PLATFORM_SETTINGS: '/elsewhere',
      DATABASE_URL: 'postgres://u:p@127.0.0.1/x',
      PATH: '/bin',
    };
    const value = {
      practiceName: 'Oak Street',
      port: 9000,
      makeKeys: true,
      names: ['a.example.org', 'b.example.org'],
      databaseUrl: 'postgres://u:p@127.0.0.1/x',
    };
    expect(settingsFrom(null, environment)).toMatchObject({ ok: true, value });
    expect(from(least, environment)).toMatchObject({ ok: true, value });
  });

  test('every one has its variable and its line of help', () => {
    expect(variableOf('tls12Reason')).toBe('WARDKEEPER_PLATFORM_TLS12_REASON');
    for (const name of Object.keys(settingsTable)) expect(help()).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test.each<[string, object, Record<string, string>, RegExp]>([
    ['a misspelt name', { ...least, prot: 1 }, {}, /no setting called prot/],
    ['a misspelt variable', least, { WARDKEEPER_PLATFORM_PROT: '1' }, /WARDKEEPER_PLATFORM_PROT/],
    ['a port that is a word', least, { WARDKEEPER_PLATFORM_PORT: 'https' }, /setting port/],
    ['neither yes nor no', least, { WARDKEEPER_PLATFORM_SYNTHETIC: 'maybe' }, /setting synthetic/],
    ['no name of the practice', { ...least, practiceName: undefined }, {}, /practiceName is missing/],
    ['a time zone that is none', { ...least, timeZone: 'Mars/Olympus' }, {}, /no such time zone/],
    ['no place for the database', { ...least, folder: undefined }, {}, /databaseUrl or folder/],
    [
      'a database in clear',
      { ...least, databaseUrl: 'postgres://u:p@h/x?sslmode=disable' },
      {},
      /databaseUrl/,
    ],
    [
      'an owner without a database',
      { ...least, databaseOwnerUrl: 'postgres://u:p@127.0.0.1/x' },
      {},
      /stands/,
    ],
    [
      'clear text beyond this computer',
      { ...least, address: '0.0.0.0', names: ['a'] },
      {},
      /only served over TLS/,
    ],
    ['half a certificate', { ...least, certificate: '/c' }, {}, /belong together/],
    ['no name for others', { ...least, ...served, names: [] }, {}, /names is empty/],
    ['a name with a port', { ...least, ...served, names: ['a.example.org:8443'] }, {}, /no name of a host/],
    ['TLS 1.2 without a reason', { ...least, ...served, tls12Reason: '' }, {}, /tls12Reason/],
    ['TLS 1.2 of nothing', { ...least, tls12Reason: 'An old scanner' }, {}, /without a certificate/],
    ['a redirect to nothing', { ...least, redirectPort: 8080 }, {}, /without a certificate/],
    ['a proxy that is no address', { ...least, trustedProxies: ['proxy'] }, {}, /no address and no network/],
    [
      'a network that is none',
      { ...least, trustedProxies: ['10.0.0.0/33'] },
      {},
      /no address and no network/,
    ],
  ])('%s is refused in a sentence', (_, file, environment, words) => {
    const refused = from(file, environment);
    expect(refused).toMatchObject({ ok: false, code: 'invalid-request' });
    if (!refused.ok) expect(refused.message).toMatch(words);
  });

  test.each(['[]', 'null', '{', '"postgres://u:secret@h"'])('%s is no file of settings', (text) => {
    const refused = settingsFrom(text, {});
    expect(refused).toMatchObject({ ok: false, message: 'The file of settings is no JSON object.' });
  });

  test('a refusal never says what was set', () => {
    const said = JSON.stringify([
      from({ ...least, databaseUrl: 'mysql://u:hunter2@h/x' }),
      from({ ...least, practiceName: ['hunter2'] }),
      from({ ...least, certificate: { hunter2: 1 } }),
    ]);
    expect(said).not.toContain('hunter2');
  });
});

describe('addresses and networks', () => {
  test.each([
    ['10.0.0.2', true],
    ['10.0.0.3', false],
    ['192.168.7.7', true],
    ['2001:db8::1', true],
    ['2001:db9::1', false],
  ])('%s is trusted: %s', (address, trusted) => {
    expect(blockOf(['10.0.0.2', '192.168.0.0/16', '2001:db8::/32'])?.(address)).toBe(trusted);
  });
});
