import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runInSession } from '../../../build/run/session.mjs';

/** Runs an ES module in a session and gives what it wrote, as JSON, by `tell(…)`. */
async function inSession(script: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeeper-told-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'told.json');
  const tell = `const tell = (value) => require('fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(value));`;
  const code = await runInSession([process.execPath, '-e', `${tell} (async () => { ${script} })()`]);
  expect(code).toBe(0);
  return JSON.parse(await readFile(file, 'utf8'));
}

// On macOS and Windows a session is the person's own desktop.
describe.runIf(process.platform === 'linux')('a session', () => {
  test('has an open keyring that keeps a secret', async () => {
    const kept = await inSession(`
      const keytar = require('keytar/keytar.js');
      await keytar.setPassword('wardkeeper-test', 'ann', 'secret');
      tell(await keytar.getPassword('wardkeeper-test', 'ann'));`);
    expect(kept).toBe('secret');
  });

  test('has a home of its own, gone afterwards, and gives its keyring nothing of another session', async () => {
    const look = `
      const keytar = require('keytar/keytar.js');
      const before = await keytar.getPassword('wardkeeper-test', 'bob');
      await keytar.setPassword('wardkeeper-test', 'bob', 'secret');
      tell({ home: process.env.HOME, runtime: process.env.XDG_RUNTIME_DIR, before });`;
    const sessions = [await inSession(look), await inSession(look)] as {
      home: string;
      runtime: string;
      before: unknown;
    }[];
    expect(new Set(sessions.map(({ home }) => home)).size).toBe(2);
    for (const { home, runtime, before } of sessions) {
      expect(before).toBeNull();
      expect(home).not.toBe(process.env['HOME']);
      expect([existsSync(home), existsSync(runtime)]).toEqual([false, false]);
    }
  });

  test('has a screen that only the holder of its cookie may use', async () => {
    // xauth's own list is no proof; a client that is let in is. `xauth generate` is such a client. It puts a new
    // file in the place of the one it is given, so that must never be a device.
    const seen = (await inSession(`
      const { spawnSync } = require('child_process');
      const connect = (authority) => spawnSync('xauth', ['-f', process.env.HOME + '/generated', 'generate', process.env.DISPLAY, '.'],
        { env: { ...process.env, XAUTHORITY: authority }, encoding: 'utf8' }).stderr;
      tell({ withCookie: connect(process.env.XAUTHORITY), without: connect('/nowhere') });`)) as Record<
      string,
      string
    >;
    expect(seen['without']).toMatch(/unable to open display/);
    expect(seen['withCookie']).not.toMatch(/unable to open display/);
  });

  test('shows the command nothing of the keyring password', async () => {
    expect(await inSession(`tell(process.env.KEYRING_PASSWORD ?? 'none');`)).toBe('none');
  });

  test('passes on the exit code', async () => {
    expect(await runInSession([process.execPath, '-e', 'process.exit(9)'])).toBe(9);
  });
});
