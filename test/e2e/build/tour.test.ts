import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { takeTour, type TourStep } from '../../../build/tour/engine';

const appFolder = resolve(import.meta.dirname, '../../fixtures/tour-app');

let outFolder: string;
beforeEach(async () => {
  outFolder = await mkdtemp(join(tmpdir(), 'wardkeeper-tour-test-'));
  onTestFinished(() => rm(outFolder, { recursive: true, force: true }));
});

async function tour(...steps: TourStep[]): Promise<string[]> {
  const executable = process.env['WARDKEEPER_ELECTRON'];
  if (executable === undefined)
    throw new Error('WARDKEEPER_ELECTRON names no Electron: run the tests with npm test.');
  const args = process.env['WARDKEEPER_NO_SANDBOX'] === '1' ? ['--no-sandbox'] : [];
  return takeTour({ steps, appFolder, executable, args, outFolder, log: () => undefined });
}

const pictures = async () => (await readdir(outFolder)).filter((name) => name.endsWith('.png')).sort();

/** Width and height of a PNG, from its header (ISO/IEC 15948, IHDR). */
async function sizeOf(picture: string) {
  const png = await readFile(join(outFolder, picture));
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

const opens: TourStep = { caption: 'It opens.', act: (page) => page.waitForLoadState('load') };
const presses: TourStep = { caption: 'A press.', act: (page) => page.click('button') };

describe('a tour', () => {
  test('leaves a captioned picture of each step and a page that lists them', async () => {
    await writeFile(join(outFolder, '99-of-the-last-tour.png'), '');
    const long: TourStep = {
      ...presses,
      caption: 'A press, and this is what it is good for. '.repeat(6).trim(),
    };
    expect(await tour(opens, presses, long)).toEqual([]);
    const [first = '', second = '', third = '', ...more] = await pictures();
    expect([first, second, more]).toEqual(['01-it-opens.png', '02-a-press.png', []]);

    // The caption is a band below the page: the longer it is, the taller.
    const one = await sizeOf(first);
    expect(await sizeOf(third)).toMatchObject({ width: one.width });
    expect((await sizeOf(third)).height).toBeGreaterThan(one.height);
    expect(await readFile(join(outFolder, 'index.html'), 'utf8')).toMatch(
      /01-it-opens\.png[^]*02-a-press\.png/,
    );
  });

  test.each<[string, TourStep['act'], string]>([
    [
      'an error on the console',
      (page) => page.evaluate(() => console.error('it broke')),
      'on the console: it broke',
    ],
    [
      'a violated content security policy',
      (page) =>
        page.evaluate(() =>
          document.head.append(Object.assign(document.createElement('style'), { textContent: 'b{}' })),
        ),
      'Content Security Policy',
    ],
    [
      'an uncaught error in the page',
      (page) =>
        page.evaluate(
          () =>
            new Promise<void>((done) => {
              addEventListener('error', () => done());
              queueMicrotask(() => {
                throw new Error('uncaught');
              });
            }),
        ),
      'uncaught in the page: uncaught',
    ],
    [
      'a page that is not as it should be',
      (page) => page.click('nav', { timeout: 100 }),
      'could not be done',
    ],
  ])('fails on %s, naming the step, and still leaves its picture', async (_, act, what) => {
    const problems = await tour(opens, { caption: 'Trouble.', act });
    expect(problems).toEqual([expect.stringContaining(what)]);
    expect(problems[0]).toMatch(/^Step 2 \(Trouble\.\): /);
    expect(await pictures()).toEqual(['01-it-opens.png', '02-trouble.png']);
  });

  test('fails on a page that crashes, and ends there', async () => {
    const crash: TourStep = {
      caption: 'Crash.',
      act: async (page, app) => {
        const crashed = page.waitForEvent('crash');
        await app.evaluate(({ webContents }) =>
          webContents.getAllWebContents()[0]?.forcefullyCrashRenderer(),
        );
        await crashed;
      },
    };
    const problems = await tour(crash, opens);
    expect(problems).toContainEqual('Step 1 (Crash.): the page crashed');
    expect(await pictures()).toEqual([]);
  });
});
