import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SetUpFailure } from '../setup/set-up-failure.mjs';
import { runAttached } from './run-attached.mjs';

/** @typedef {import('./run-attached.mjs').Command} Command */
/** @typedef {import('./run-attached.mjs').AttachedOptions} AttachedOptions */

/**
 * Runs a command the way it would run on a person's desktop, without touching that person's: on Linux with a home
 * folder, a session bus, an unlocked keyring and a screen of its own, all gone afterwards. On macOS and Windows the
 * command gets the real desktop, which always has these.
 * @param {Command} command
 * @param {AttachedOptions} [options]
 * @returns {Promise<number>} as runAttached
 * @throws {SetUpFailure} when the screen does not come up
 */
export async function runInSession(command, options = {}) {
  if (process.platform !== 'linux') return runAttached(command, options);
  const folder = await mkdtemp(join(tmpdir(), 'wardkeeper-session-'));
  try {
    const home = join(folder, 'home');
    const runtime = join(folder, 'runtime');
    for (const own of [home, runtime]) await mkdir(own, { mode: 0o700 });
    const screen = await openScreen(folder);
    try {
      return await runAttached(
        ['dbus-run-session', '--', 'sh', '-c', UNLOCK_KEYRING_AND_RUN, 'sh', ...command],
        {
          ...options,
          env: {
            ...withoutDesktop(options.env ?? process.env),
            ...screen.env,
            HOME: home,
            XDG_RUNTIME_DIR: runtime,
            // Chromium takes the Secret Service only on a desktop it knows (os_crypt, SelectBackend).
            XDG_CURRENT_DESKTOP: 'GNOME',
            KEYRING_PASSWORD: randomBytes(16).toString('hex'),
          },
        },
      );
    } finally {
      await screen.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The daemon answers once the keyring is open, and ends with the session bus. printf is the shell's own. */
const UNLOCK_KEYRING_AND_RUN = `
printf %s "$KEYRING_PASSWORD" | gnome-keyring-daemon --unlock --components=secrets > "$XDG_RUNTIME_DIR/keyring.log" 2>&1 || {
  cat "$XDG_RUNTIME_DIR/keyring.log"; exit 1
}
unset KEYRING_PASSWORD
exec "$@"`;

/** @param {NodeJS.ProcessEnv} env */
function withoutDesktop(env) {
  const ofTheDesktop =
    /^(DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_|XDG_|DESKTOP_SESSION|GNOME_|GTK_|SSH_AUTH_SOCK)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ofTheDesktop.test(name)));
}

/**
 * A virtual screen that only those who hold its cookie may use. Xvfb picks the first free display number itself, so
 * any number of sessions may start at once.
 * @param {string} folder for its cookie
 */
async function openScreen(folder) {
  const authority = join(folder, 'Xauthority');
  await writeFile(authority, cookieForAnyDisplay(), { mode: 0o600 });
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-auth', authority],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise((resolve) => server.once('exit', resolve).once('error', resolve));
  const close = async () => {
    server.kill();
    await ended;
  };
  const number = await Promise.race([firstLine(server.stdio[3]), ended.then(() => undefined)]);
  if (number === undefined) {
    throw new SetUpFailure(
      'The virtual screen (Xvfb) does not start.',
      'Run `Xvfb :99` to see why, and mend it.',
    );
  }
  return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, close };
}

/**
 * The one entry of an Xauthority file: a family (any), an address and a display number (none: any), the protocol and
 * the cookie, each with its length before it (libXau, XauWriteAuth). xauth(1) would want the display number, which
 * is not known yet, and would show the cookie in the list of processes.
 */
function cookieForAnyDisplay() {
  const any = Buffer.from([0xff, 0xff]);
  const fields = [Buffer.alloc(0), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), randomBytes(16)];
  return Buffer.concat([any, ...fields.flatMap((field) => [Buffer.from([0, field.length]), field])]);
}

/** @param {unknown} stream @returns {Promise<string | undefined>} undefined when it ends without a line */
function firstLine(stream) {
  const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (stream) });
  return new Promise((resolve) => {
    lines.once('line', resolve).once('close', () => resolve(undefined));
  });
}
