import { _electron as electron, type ElectronApplication, type Page } from 'playwright';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawCaptions, type Picture } from './captions';
import { overviewPage } from './overview-page';

/** One thing the tour shows. */
export interface TourStep {
  /** What the person sees and why, in a sentence; drawn under the picture. */
  readonly caption: string;
  /** Brings the application to where the picture is to be taken; gives the new page where another took its place. */
  act(page: Page, app: ElectronApplication): Promise<Page | void>;
}

export interface TourPlan {
  readonly steps: readonly TourStep[];
  /** Folder of the built application: its package.json names the main file. */
  readonly appFolder: string;
  readonly executable: string;
  /** Arguments for Electron beside the application's folder. */
  readonly args: readonly string[];
  /** Folder for the pictures; emptied first. */
  readonly outFolder: string;
  readonly log: (line: string) => void;
}

/**
 * Drives the application through the steps and leaves a captioned picture of each (`NN-slug.png`) and an
 * index.html that lists them.
 *
 * @returns what went wrong, one sentence each: a step that failed (the tour ends there), an error on the console of
 *   a page, a violated content security policy, a page that crashed, an uncaught exception in the main process
 */
export async function takeTour(plan: TourPlan): Promise<string[]> {
  await rm(plan.outFolder, { recursive: true, force: true });
  await mkdir(plan.outFolder, { recursive: true });
  const userData = await mkdtemp(join(tmpdir(), 'wardkeeper-tour-'));
  try {
    const { pictures, problems } = await photograph(plan, userData);
    await drawCaptions(plan, pictures);
    await writeFile(join(plan.outFolder, 'index.html'), overviewPage(pictures));
    return problems;
  } finally {
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function photograph(
  plan: TourPlan,
  userData: string,
): Promise<{ pictures: Picture[]; problems: string[] }> {
  const problems: string[] = [];
  const pictures: Picture[] = [];
  const app = await electron.launch({
    executablePath: plan.executable,
    args: [plan.appFolder, ...plan.args, `--user-data-dir=${userData}`],
  });
  try {
    const troubles = watch(app);
    let page = await app.firstWindow();
    for (const [index, { caption, act }] of plan.steps.entries()) {
      plan.log(`  ${index + 1}. ${caption}`);
      const failure = await act(page, app).then(
        (replaced) => {
          page = replaced ?? page;
          return undefined;
        },
        (error: unknown) => `could not be done: ${String(error)}`,
      );
      const file = `${String(index + 1).padStart(2, '0')}-${slugOf(caption)}.png`;
      const png = await page.screenshot({ animations: 'disabled', scale: 'css' }).catch(() => undefined);
      if (png === undefined)
        problems.push(`Step ${index + 1} (${caption}) left no page to take a picture of.`);
      else pictures.push({ number: index + 1, caption, file, png });
      const happened = [...(failure === undefined ? [] : [failure]), ...troubles.splice(0)];
      problems.push(...happened.map((what) => `Step ${index + 1} (${caption}): ${what}`));
      if (failure !== undefined || png === undefined) break;
    }
  } finally {
    await app.close();
  }
  return { pictures, problems };
}

/** The troubles seen so far; grows by itself. */
function watch(app: ElectronApplication): string[] {
  const troubles: string[] = [];
  const watchPage = (page: Page): void => {
    page.on('console', (message) => {
      const violation = /content[- ]security[- ]policy/i.test(message.text());
      if (message.type() === 'error' || violation) troubles.push(`on the console: ${message.text()}`);
    });
    page.on('pageerror', (error) => troubles.push(`uncaught in the page: ${error.message}`));
    page.on('crash', () => troubles.push('the page crashed'));
  };
  app.windows().forEach(watchPage);
  app.on('window', watchPage);
  app
    .process()
    .stderr?.setEncoding('utf8')
    .on('data', (text: string) => {
      if (/Uncaught Exception|UnhandledPromiseRejection/.test(text))
        troubles.push(`in the main process: ${text.trim()}`);
    });
  return troubles;
}

/** `The queue, worst first` becomes `the-queue-worst-first`; whole words, 60 characters at most. */
export function slugOf(caption: string): string {
  const dashed = caption
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return /^.{1,60}(?=-|$)/.exec(dashed)?.[0] ?? dashed.slice(0, 60);
}
