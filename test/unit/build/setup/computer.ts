import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Machine } from '../../../../build/setup/machine.mjs';
import type { CommandOptions, CommandResult, RunCommand } from '../../../../build/setup/run-command.mjs';

/** Answers a command line, or leaves it to the next one. */
export type Answer = (
  line: string,
  options: CommandOptions,
) => CommandResult | undefined | Promise<CommandResult | undefined>;

export const ok = (output = ''): CommandResult => ({ code: 0, output, trouble: undefined });
export const failed = (output = ''): CommandResult => ({ code: 1, output, trouble: undefined });
export const notFound = (): CommandResult => ({ code: null, output: '', trouble: 'not-found' });

/** Answers the command lines that begin so. */
export const when =
  (beginning: string, result: CommandResult): Answer =>
  (line) =>
    line.startsWith(beginning) ? result : undefined;

export interface Computer extends Machine {
  /** Every command line it was asked to run. */
  readonly asked: string[];
}

/**
 * A machine with empty folders of its own, on which no command really runs: one that nobody answers fails the test.
 * It is a Debian 12 with Node.js 20, run as root, unless told otherwise.
 */
export async function computer(answers: readonly Answer[], parts: Partial<Machine> = {}): Promise<Computer> {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeeper-setup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const project = join(folder, 'project');
  await mkdir(project);
  const asked: string[] = [];
  const run: RunCommand = async (command, args, options = {}) => {
    const line = [command, ...args].join(' ');
    asked.push(line);
    for (const answer of answers) {
      const result = await answer(line, options);
      if (result !== undefined) return result;
    }
    throw new Error(`nobody expected: ${line}`);
  };
  return {
    platform: 'linux',
    arch: 'x64',
    root: true,
    env: {},
    nodeVersion: '20.20.2',
    nodeApi: 9,
    node: '/usr/bin/node',
    npm: ['npm'],
    project,
    cache: join(folder, 'cache'),
    run,
    freeBytes: () => Promise.resolve(10e9),
    asked,
    ...parts,
  };
}

/** Writes a file and the folders above it; anything but text as JSON. */
export async function write(file: string, content: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
}

export const silent = (): void => undefined;
