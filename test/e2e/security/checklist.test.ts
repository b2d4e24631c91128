import type { WebPreferences } from 'electron';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appFolder, endByForce, openConsole, type OpenConsole } from '../../helpers/console';
import { loadModule, mutatedApp } from '../../helpers/mutated-main';
import { points, type Point } from './points';

const folder = 'src/main/security';

/** For a mutant to come up, to answer a check, and to end. */
const DEADLINE_MS = 20_000;

interface Line {
  file: string;
  text: string;
  number: number;
  /** Place in the file, from 0. */
  at: number;
}

/** Every line of main's security that says which point it serves. */
async function markedLines(): Promise<Line[]> {
  const files = (await readdir(join(appFolder, folder))).filter((name) => name.endsWith('.ts'));
  const found: Line[] = [];
  for (const name of files) {
    const text = await readFile(join(appFolder, folder, name), 'utf8');
    text.split('\n').forEach((line, at) => {
      const mark = /\/\/ point (\d+)$/.exec(line);
      if (mark !== null)
        found.push({ file: `${folder}/${name}`, text: line.trim(), number: Number(mark[1]), at });
    });
  }
  return found;
}

async function without(line: Line): Promise<string> {
  const lines = (await readFile(join(appFolder, line.file), 'utf8')).split('\n');
  return lines.filter((_text, at) => at !== line.at).join('\n');
}

const lines = await markedLines();
const modulePoints = points.filter((point) => point.of === 'module');
const appPoints = points.filter((point) => point.of === 'app');

/** Modules that import nothing are observed by loading them; the others in the running app. */
const loadable = new Set(['web-preferences.ts', 'content-policy.ts', 'runtime.ts', 'fuses.ts']);
const isLoadable = (file: string) => loadable.has(file.slice(folder.length + 1));

describe('Electron’s twenty points', () => {
  let seen: OpenConsole;
  beforeAll(async () => {
    seen = await openConsole();
    await seen.page.getByRole('heading', { level: 1 }).waitFor();
  });
  afterAll(() => seen.app.close());

  test('are all here: each has a check, and a line that serves it', () => {
    const all = Array.from({ length: 20 }, (_, place) => place + 1);
    expect([...new Set(points.map(({ number }) => number))].sort((a, b) => a - b)).toEqual(all);
    // Point 20 is kept by a line that must not exist; its mutant below adds it.
    expect([...new Set(lines.map(({ number }) => number))].sort((a, b) => a - b)).toEqual(all.slice(0, 19));
  });

  test.each(appPoints.map((point) => [point.number, point.rule, point] as const))(
    'point %i: %s',
    async (_number, _rule, point) => {
      await point.check(seen);
    },
  );

  test.each(modulePoints.map((point) => [point.number, point.rule, point] as const))(
    'point %i: %s',
    async (number, _rule, point) => {
      const files = [
        ...new Set(
          lines.filter((line) => line.number === number && isLoadable(line.file)).map(({ file }) => file),
        ),
      ];
      expect(files.length).toBeGreaterThan(0);
      for (const file of files)
        point.check(file, await loadModule(await readFile(join(appFolder, file), 'utf8')));
    },
  );
});

describe('beside the points', () => {
  const file = `${folder}/web-preferences.ts`;
  const allowsTools = async (text: string) => {
    const { webPreferences } = await loadModule(text);
    const made = (webPreferences as (preload: string, partition: string) => WebPreferences)('/p', 'x');
    return made.devTools !== false;
  };

  test('pages ask for no developer tools; they would have them without the line that says so', async () => {
    const text = await readFile(join(appFolder, file), 'utf8');
    expect(await allowsTools(text)).toBe(false);
    expect(await allowsTools(text.replace('    devTools: false,\n', ''))).toBe(true);
  });

  test('nor do any come where somebody asks for them', async () => {
    const shown = await openConsole();
    try {
      const come = await shown.app.evaluate(async ({ BrowserWindow, webContents }) => {
        const [page] = webContents.getAllWebContents();
        const plain = new BrowserWindow({ show: false });
        await plain.loadURL('about:blank');
        // Tools take their time to come: those of a page that may have them, asked for later, say when it is over.
        const first = new Promise<boolean>((resolve) => {
          page?.once('devtools-opened', () => resolve(true));
          plain.webContents.once('devtools-opened', () => resolve(page?.isDevToolsOpened() === true));
        });
        page?.openDevTools({ mode: 'detach' });
        plain.webContents.openDevTools({ mode: 'detach' });
        return first;
      });
      expect(come).toBe(false);
    } finally {
      await endByForce(shown.data);
      await rm(shown.data, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

describe('a point whose line is taken out is noticed', () => {
  const inModules = lines.filter(({ file }) => isLoadable(file));
  const inApp = lines.filter(({ file }) => !isLoadable(file));

  test.each(inModules.map((line) => [line.number, line.text, line] as const))(
    'point %i without %s',
    async (number, _text, line) => {
      const mutant = await loadModule(await without(line));
      const checks = modulePoints.filter((point) => point.number === number);
      expect(checks.some((point) => fails(() => point.check(line.file, mutant)))).toBe(true);
    },
  );

  test.each(inApp.map((line) => [line.number, line.text, line] as const))(
    'point %i without %s',
    async (number, _text, line) => {
      await expectNoticed(number, line.file, await without(line));
    },
  );

  test('point 20 with an object handed to the page', async () => {
    const file = 'src/preload/index.ts';
    const text = await readFile(join(appFolder, file), 'utf8');
    await expectNoticed(
      20,
      file,
      text.replace('{ ipcRenderer }', '{ contextBridge, ipcRenderer }') +
        "\ncontextBridge.exposeInMainWorld('bridge', { send: (what: string) => ipcRenderer.send(what) });\n",
    );
  });
});

function fails(check: () => void): boolean {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}

async function expectNoticed(number: number, file: string, text: string): Promise<void> {
  const mutant = await mutatedApp(file, text);
  try {
    expect(await isNoticed(number, mutant.folder)).toBe(true);
  } finally {
    await mutant.remove();
  }
}

/** Whether a check of that point fails in the app of `folder`, or the app does not even come up. */
async function isNoticed(number: number, folder: string): Promise<boolean> {
  const data = await mkdtemp(join(tmpdir(), 'wardkeeper-e2e-'));
  try {
    const seen = await withinDeadline(openConsole({ folder, data }));
    await seen.page.waitForLoadState('domcontentloaded', { timeout: DEADLINE_MS }).catch(() => undefined);
    const checks = appPoints.filter(
      (point): point is Extract<Point, { of: 'app' }> => point.number === number,
    );
    const outcomes = await Promise.allSettled(checks.map((point) => withinDeadline(point.check(seen))));
    await withinDeadline(seen.app.close());
    return outcomes.some(({ status }) => status === 'rejected');
  } catch (error) {
    // Without its scheme there is no page at all; every other mutant must come up for its check to speak.
    if (number === 18) return true;
    throw error;
  } finally {
    await endByForce(data);
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A page without its scheme never answers: then the point does not hold either. */
function withinDeadline<T>(work: Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const late = new Promise<never>((_resolve, reject) => {
    deadline.addEventListener('abort', () => reject(new Error('No answer in time.')));
  });
  return Promise.race([work, late]);
}
