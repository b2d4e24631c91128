import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { setPassword } from 'keytar/keytar.js';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { forgetSecret, keychainSecret } from '../../../src/main/keychain/secrets';

const run = promisify(execFile);
const project = resolve(import.meta.dirname, '../../..');
const child = [
  process.execPath,
  join(project, 'node_modules/tsx/dist/cli.mjs'),
  join(project, 'test/helpers/keychain-child.ts'),
];

afterEach(() => forgetSecret('workstation-secret'));

describe('secrets in the keychain of the computer', () => {
  test('are made once and come back the same', async () => {
    await forgetSecret('workstation-secret');
    const made = await keychainSecret('workstation-secret');
    expect(made).toMatchObject({ ok: true, value: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string });
    expect(await keychainSecret('workstation-secret')).toEqual(made);
  });

  test('differ by name', async () => {
    const [first, second] = [
      await keychainSecret('workstation-secret'),
      await keychainSecret('platform-token-key'),
    ];
    expect(first).not.toEqual(second);
    await forgetSecret('platform-token-key');
  });

  test('that are gone although something depends on them are refused, and none is made in their place', async () => {
    await forgetSecret('workstation-secret');
    for (const name of [
      'workstation-secret',
      'platform-log-key',
      'platform-token-key',
      'platform-phi-key',
      'platform-backup-key',
    ] as const) {
      await forgetSecret(name);
      expect(await keychainSecret(name, 'refuse')).toMatchObject({ ok: false, code: 'not-found' });
      expect(await keychainSecret(name, 'refuse'), 'still').toMatchObject({ ok: false, code: 'not-found' });
      const made = await keychainSecret(name, 'make');
      expect(await keychainSecret(name, 'refuse')).toEqual(made);
      await forgetSecret(name);
    }
  });

  test('that somebody damaged are refused and left as they are', async () => {
    await setPassword('Wardkeeper', 'workstation-secret', 'overwritten');
    expect(await keychainSecret('workstation-secret')).toMatchObject({ ok: false, code: 'damaged' });
    expect(await keychainSecret('workstation-secret')).toMatchObject({ ok: false, code: 'damaged' });
  });
});

describe.runIf(process.platform === 'linux')(
  'a keychain that cannot be had is never taken for an empty one',
  () => {
    /** Runs `command` with a home, and so a keyring, of its own. */
    async function inHome(
      home: string,
      command: string[],
      environment: NodeJS.ProcessEnv = {},
    ): Promise<unknown> {
      const { DBUS_SESSION_BUS_ADDRESS: _bus, DISPLAY: _display, ...rest } = process.env;
      const [file = '', ...args] = command;
      const env = { ...rest, HOME: home, XDG_RUNTIME_DIR: join(home, 'runtime'), ...environment };
      const { stdout } = await run(file, args, { cwd: project, env });
      return JSON.parse(stdout) as unknown;
    }

    async function withHome(work: (home: string) => Promise<void>): Promise<void> {
      const home = await mkdtemp(join(tmpdir(), 'wardkeeper-keychain-'));
      await mkdir(join(home, 'runtime'), { mode: 0o700 });
      try {
        await work(home);
      } finally {
        await rm(home, { recursive: true, force: true, maxRetries: 5 });
      }
    }

    test('none there', () =>
      withHome(async (home) => {
        const found = await inHome(home, child, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' });
        expect(found).toMatchObject({ ok: false, code: 'keychain-missing' });
      }));

    test('there but locked', () =>
      withHome(async (home) => {
        const unlocked =
          'printf made-up | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"';
        const locked = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1; exec "$@"';
        const session = (script: string) => ['dbus-run-session', '--', 'sh', '-c', script, 'sh', ...child];
        expect(await inHome(home, session(unlocked))).toEqual({ ok: true, length: 43 });
        expect(await inHome(home, session(locked))).toMatchObject({ ok: false, code: 'keychain-locked' });
        expect(await inHome(home, session(unlocked))).toEqual({ ok: true, length: 43 });
      }));
  },
);
