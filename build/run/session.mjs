import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runCommand } from '../setup/run-command.mjs';
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
  const cookie = randomBytes(16).toString('hex');
  // Xvfb goes by the cookies alone and not by the display they are listed under, which is not known yet.
  await addCookie(authority, ':0', cookie);
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
  const display = `:${number}`;
  await addCookie(authority, display, cookie);
  return { env: { DISPLAY: display, XAUTHORITY: authority }, close };
}

/** @param {string} authority @param {string} display @param {string} cookie */
async function addCookie(authority, display, cookie) {
  const result = await runCommand('xauth', [
    '-q',
    '-f',
    authority,
    'add',
    display,
    'MIT-MAGIC-COOKIE-1',
    cookie,
  ]);
  if (result.code !== 0) {
    throw new SetUpFailure(
      'xauth could not write a cookie.',
      'Install xauth and run this again.',
      result.output,
    );
  }
}

/** @param {unknown} stream @returns {Promise<string | undefined>} undefined when it ends without a line */
function firstLine(stream) {
  const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (stream) });
  return new Promise((resolve) => {
    lines.once('line', resolve).once('close', () => resolve(undefined));
  });
}
