import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { asNobody } from './unprivileged';
import { _electron, type ElectronApplication, type Page } from 'playwright';

/** Folder with the built app's package.json; tests run from the checkout's top. */
export const appFolder = resolve(import.meta.dirname, '../..');

export interface OpenConsole {
  app: ElectronApplication;
  /** The page now in the window. */
  page: Page;
  /** Everything that must not happen while a test runs: page errors, console errors, policy violations, crashes. */
  problems: string[];
  /** Folder of this console: its data and, under root, its home; give it to the next launch to open it again. */
  data: string;
  /** Lines that the app's processes wrote to standard error. */
  said: string[];
  /** Waits for the page that replaces the present one, and watches it too. */
  nextPage(cause: () => Promise<void>): Promise<Page>;
  /** Ends the app; fails when a problem was seen. `keep` leaves the data for a next launch. */
  close(options?: { keep?: boolean }): Promise<void>;
}

interface Launch {
  data?: string;
  /** Another build than the checkout's, for tests that remove a guard. */
  folder?: string;
}

/** Ends every process whose command line names `data`, for an app that does not end when asked (Linux). */
export async function endByForce(data: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    // It may have ended by itself meanwhile.
    if (line.includes(data)) ignoreGone(() => process.kill(Number(name), 'SIGKILL'));
  }
}

function ignoreGone(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** What starts the app on a folder of data. */
async function commandFor(data: string, folder: string): Promise<{ executable: string; args: string[] }> {
  const electron = process.env['WARDKEEPER_ELECTRON'];
  if (electron === undefined)
    throw new Error('WARDKEEPER_ELECTRON names no Electron: run the tests with npm test.');
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const start = asRoot
    ? await asNobody({ data, folder, electron, modules: join(appFolder, 'node_modules') })
    : { executable: electron, folder };
  return { executable: start.executable, args: [start.folder, `--user-data-dir=${join(data, 'data')}`] };
}

/** Starts the app once more on data that a console has open: whether it ended by itself, or came up beside it. */
export async function startAgain({ data, folder = appFolder }: Launch & { data: string }) {
  const { executable, args } = await commandFor(data, folder);
  const second = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise<'ended' | 'came up'>((resolve, reject) => {
    second.once('error', reject);
    second.once('exit', () => resolve('ended'));
    // The first thing that main says is which process of its own it started.
    second.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('"process-started"')) resolve('came up');
    });
  });
}

/** Launches the real app: sandboxed pages, isolated, in its own data folder. */
export async function openConsole({ data, folder = appFolder }: Launch = {}): Promise<OpenConsole> {
  const home = data ?? (await mkdtemp(join(tmpdir(), 'wardkeeper-e2e-')));
  const { executable, args } = await commandFor(home, folder);
  const app = await _electron.launch({
    executablePath: executable,
    args,
    chromiumSandbox: true,
    env: process.env as Record<string, string>,
  });

  const said: string[] = [];
  app.process().stderr?.on('data', (chunk: Buffer) => said.push(...chunk.toString('utf8').split('\n')));
  const problems: string[] = [];
  const watch = (page: Page) => {
    page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
    page.on('crash', () => problems.push('page crashed'));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        problems.push(`console ${message.type()}: ${message.text()}`);
    });
  };
  const page = await app.firstWindow();
  watch(page);

  const opened: OpenConsole = {
    app,
    page,
    problems,
    data: home,
    said,
    async nextPage(cause) {
      const coming = app.waitForEvent('window');
      // The old page may go while the key that locks it is still held down.
      await cause().catch((error: unknown) => {
        if (!(error instanceof Error) || !error.message.includes('closed')) throw error;
      });
      opened.page = await coming;
      watch(opened.page);
      return opened.page;
    },
    async close({ keep = false } = {}) {
      await app.close();
      if (!keep) await rm(home, { recursive: true, force: true });
      if (problems.length > 0) throw new Error(`The app was not quiet:\n${problems.join('\n')}`);
    },
  };
  return opened;
}

/** The administrator of the synthetic practice; the password satisfies the rules and is everybody's in it. */
export const ruth = {
  displayName: 'Ruth Adeyemi',
  userName: 'ruth.adeyemi',
  password: 'Tamarack-lane-88',
} as const;

interface SigningIn {
  displayName?: string;
  userName: string;
  password: string;
}

/** Making the practice may take its time on a slow machine. */
const PRACTICE_MS = 300_000;
const OPEN_MS = 60_000;

/** Goes through first run: has the synthetic practice made, gives its people their password, and comes in as Ruth. */
export async function tryPractice({ page }: OpenConsole, password: string = ruth.password): Promise<void> {
  await page.getByRole('button', { name: /Try it with a synthetic practice/ }).click();
  await page
    .getByRole('heading', { name: 'Choose a password for this practice' })
    .waitFor({ timeout: PRACTICE_MS });
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: /Set the password and sign in/ }).click();
  await inside(page);
}

/** Waits for the first screen behind the gate. */
export async function inside(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor({ timeout: OPEN_MS });
}

/** Opens a screen by its name in the navigation. */
export async function openScreen({ page }: OpenConsole, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Chooses who it is at the gate, types the password and, where `code` is given, the code; waits for nothing after. */
export async function signIn(
  { page }: OpenConsole,
  person: SigningIn = ruth,
  { code }: { code?: string } = {},
): Promise<void> {
  const userName = page.getByLabel('User name');
  const someoneElse = page.getByRole('button', { name: /^Someone else/ });
  await userName.or(someoneElse).first().waitFor();
  if (await someoneElse.isVisible()) {
    const card = page.getByRole('list', { name: 'Who are you?' }).getByRole('button', {
      name: person.displayName ?? person.userName,
    });
    await ((await card.count()) > 0 ? card : someoneElse).click();
  }
  if (await userName.isVisible()) await userName.fill(person.userName);
  await page.getByRole('textbox', { name: /^Password/ }).fill(person.password);
  await page.getByRole('button', { name: /^(Unlock|Sign in)/ }).click();
  if (code === undefined) return;
  await page.getByLabel('Code from your authenticator app').fill(code);
  await page.getByRole('button', { name: /^Sign in/ }).click();
}
