import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { INTERRUPTED, runAttached, TIME_WAS_UP } from '../../../../build/run/run-attached.mjs';

/** A command that starts another one that would never end; this one listens on a port and notes it in the file. */
const withChild = (file: string, andThen: string) => {
  const child = `const server = require('net').createServer().listen(0, '127.0.0.1', () =>
    require('fs').writeFileSync(${JSON.stringify(file)}, String(server.address().port)));`;
  return [
    process.execPath,
    '-e',
    `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' });
     const noted = setInterval(() => {
       if (!require('fs').existsSync(${JSON.stringify(file)})) return;
       clearInterval(noted);
       ${andThen}
     }, 10);`,
  ] as const;
};

async function noteFile() {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeeper-attached-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'port');
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** Whether the command has ended by its port: a process id says nothing while nobody has reaped the dead process. */
const gone = async (file: string) => {
  const port = Number(await readFile(file, 'utf8'));
  expect(port).toBeGreaterThan(0);
  await vi.waitFor(async () => expect(await answers(port)).toBe(false));
};

describe('a command attached to this terminal', () => {
  test('gives its exit code and takes with it what it started', async () => {
    const file = await noteFile();
    expect(await runAttached(withChild(file, 'process.exit(7)'))).toBe(7);
    await gone(file);
  });

  test('is ended with all it started when its time is up', async () => {
    const file = await noteFile();
    expect(await runAttached(withChild(file, ''), { timeoutMs: 2000 })).toBe(TIME_WAS_UP);
    await gone(file);
  });

  test('is ended by Ctrl-C, which the caller survives', async () => {
    const file = await noteFile();
    const code = runAttached(withChild(file, ''));
    await vi.waitFor(() => readFile(file), { timeout: 5000 });
    process.emit('SIGINT');
    expect(await code).toBe(INTERRUPTED);
    await gone(file);
  });
});
