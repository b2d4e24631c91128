import { fileURLToPath } from 'node:url';
import { launch, until, type LaunchedApp } from './launched-app';

/** Of everybody in the made-up practice. */
const password = 'Tamarack-lane-88';
/** For a machine that is busy: the practice is made and received once, before anything is measured. */
const MAKING_MS = 10 * 60_000;
const appFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Milliseconds since the epoch at which the page's timeline has an entry of that name, or null. */
export const when = (app: LaunchedApp, name: string) =>
  app.evaluate<number | null>(
    `(() => { const entry = performance.getEntriesByName(${JSON.stringify(name)})[0]; return entry ? performance.timeOrigin + entry.startTime : null; })()`,
  );

const typeInto = (name: string, value: string) => `{
  const field = document.querySelector('input[name=${name}]');
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(value)});
  field.dispatchEvent(new Event('input', { bubbles: true }));
}`;

/** Presses the form's button once it can be pressed and returns when that was. */
function submit(app: LaunchedApp): Promise<number> {
  return until(
    () =>
      app.evaluate<number | null>(
        `(() => { const button = document.querySelector('button[type=submit]'); if (!button || button.disabled) return null; button.click(); return Date.now(); })()`,
      ),
    'the form’s button',
  );
}

/** Presses the button that says so once it is there. */
async function press(app: LaunchedApp, words: string): Promise<void> {
  const text = JSON.stringify(words);
  await until(
    () =>
      app.evaluate<true | null>(
        `(() => { const button = [...document.querySelectorAll('button')].find((one) => one.innerText.includes(${text})); if (!button || button.disabled) return null; button.click(); return true; })()`,
      ),
    `the button ${words}`,
  );
}

/** Waits until the page says so. */
export async function shows(app: LaunchedApp, words: string): Promise<void> {
  await until(
    () => app.evaluate<true | null>(`document.body.innerText.includes(${JSON.stringify(words)}) || null`),
    words,
    MAKING_MS,
  );
}

/** Starts the console in a new folder, makes a practice to try, and waits until its record is here. */
export async function launchAndMake(data: string): Promise<LaunchedApp> {
  const app = await launchConsole(data);
  await until(() => when(app, 'gate-usable'), 'the first-run screen');
  await press(app, 'Try it with a synthetic practice');
  await shows(app, 'Choose a password for this practice');
  await app.evaluate(typeInto('password', password));
  await submit(app);
  await shows(app, 'Up to date');
  return app;
}

export function launchConsole(data: string): Promise<LaunchedApp> {
  return launch(appFolder, data);
}

/** Signs the known person in once the platform inside the program listens; gives when the password was sent. */
export async function signIn(app: LaunchedApp): Promise<number> {
  // Drawn before the vault has answered; the name is there once it has.
  await until(
    () => app.evaluate<boolean>(`document.body.innerText.includes('Ruth Adeyemi') || null`),
    'the known person',
  );
  await until(
    () => Promise.resolve(app.said.some((line) => line.includes('"listening"')) || null),
    'the platform inside the program',
  );
  await app.evaluate(typeInto('password', password));
  return submit(app);
}
