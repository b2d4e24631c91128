import type { ElectronApplication, Page } from 'playwright';
import { writeFile } from 'node:fs/promises';
import { generate } from 'otplib';
import { join } from 'node:path';
import { startAnotherPlatform, type AnotherPlatform } from './another-platform';
import type { TourStep } from './engine';

/** Everybody in the made-up practice has it. */
const password = 'Tamarack-lane-88';

/** An export of an imaging archive, as its platform documents the format; the second record has no time. */
const auditFile = [
  {
    timestamp: '2026-01-15T10:30:00Z',
    eventType: 'DATA_ACCESS',
    action: 'STUDY_VIEWED',
    userId: 'usr_abc123',
    userName: 'dr.smith',
    role: 'radiologist',
    resourceType: 'Study',
    resourceId: '1.2.840.113619.2.55.3.123456',
    patientId: 'PAT001',
    ipAddress: '192.168.1.50',
    userAgent: 'Mozilla/5.0',
    result: 'SUCCESS',
  },
  { eventType: 'DATA_ACCESS', action: 'STUDY_VIEWED' },
];

async function chooseAuditFile(app: ElectronApplication): Promise<void> {
  const folder = await app.evaluate(({ app: running }) => running.getPath('userData'));
  const path = join(folder, 'imaging-audit.json');
  await writeFile(path, JSON.stringify(auditFile));
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);
}

/** Locks by `act` and gives the page that takes the place of the one that was open. */
async function lock(app: ElectronApplication, act: () => Promise<void>): Promise<Page> {
  const [gate] = await Promise.all([
    app.waitForEvent('window'),
    // The page may be gone before the key is up again.
    act().catch((error: unknown) => {
      if (!(error instanceof Error) || !error.message.includes('closed')) throw error;
    }),
  ]);
  await gate.getByText(/^since /).waitFor({ timeout: 30_000 });
  return gate;
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const openScreen = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name, exact: true }).click();

/** A second platform, for as long as it is looked at. */
const another: { platform?: AnotherPlatform } = {};

/** Stops what steps have started outside the application. */
export async function stopWhatWasStarted(): Promise<void> {
  const { platform } = another;
  delete another.platform;
  await platform?.stop();
}

async function connectTo(page: Page, address: string): Promise<void> {
  await page.getByLabel('Connect to your practice’s platform').fill(address);
  await page.keyboard.press('Enter');
}

/** The authenticator app of the tour's administrator, once it has scanned the secret. */
const authenticator: { secret: string } = { secret: '' };

/** Ends the platform's process, as a power cut or a network that is down would. */
async function losePlatform(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ app: running }) => {
    const platform = running
      .getAppMetrics()
      .find(({ name, serviceName }) => `${serviceName ?? ''} ${name ?? ''}`.includes('Wardkeeper platform'));
    if (platform !== undefined) process.kill(platform.pid);
  });
}

/** What the tour shows, in the order of a first day. */
export const steps: readonly TourStep[] = [
  {
    caption: 'First run: try it with a practice that does not exist, or connect to your own platform',
    act: async (page) => {
      await page
        .getByRole('button', { name: /Try it with a synthetic practice/ })
        .waitFor({ timeout: 60_000 });
      await page.getByText('How do you want to start?').waitFor();
    },
  },
  {
    caption: 'An address that cannot be trusted: what is wrong with it, and that nothing was sent there',
    act: async (page) => {
      another.platform = await startAnotherPlatform();
      await page.getByText(/^Version \d/).waitFor({ timeout: 60_000 });
      await connectTo(page, `https://${another.platform.host}`);
      await page.getByRole('alert').getByText('does not speak TLS').waitFor({ timeout: 30_000 });
    },
  },
  {
    caption:
      'A platform by its address: who answers there, and the fingerprint to compare before anything is entrusted to it',
    act: async (page) => {
      if (another.platform === undefined) throw new Error('There is no second platform.');
      await connectTo(page, `http://${another.platform.host}`);
      await page.getByRole('button', { name: 'Trust this platform' }).waitFor({ timeout: 30_000 });
      await stopWhatWasStarted();
    },
  },
  {
    caption:
      'The practice is made on this computer: people, patients, weeks of work, and some that should not have been',
    act: async (page) => {
      await page.getByRole('button', { name: 'Go back' }).click();
      await page.getByRole('button', { name: /Try it with a synthetic practice/ }).click();
      await heading(page, 'Preparing the practice').waitFor({ timeout: 60_000 });
    },
  },
  {
    caption: 'A password of one’s own choice; the field says what is still missing, while one types',
    act: async (page) => {
      await heading(page, 'Choose a password for this practice').waitFor({ timeout: 120_000 });
      await page.getByLabel('Password').fill('tamarack');
    },
  },
  {
    caption: 'The record arrives: how far it is, and how long the rest takes',
    act: async (page) => {
      await page.getByLabel('Password').fill(password);
      await page.keyboard.press('Enter');
      await heading(page, 'Today').waitFor({ timeout: 60_000 });
      await page
        .getByRole('navigation')
        .getByText(/^[\d,]+ of [\d,]+ events, /)
        .waitFor({ timeout: 60_000 });
    },
  },
  {
    caption: 'Receiving is paused and goes on where it stopped, after a lock or a power cut too',
    act: async (page) => {
      await page.getByRole('button', { name: 'Pause receiving' }).click();
      await page.getByRole('button', { name: 'Resume' }).waitFor({ timeout: 30_000 });
    },
  },
  {
    caption: 'Today: what was recorded, what was changed, and whether the record is whole',
    act: async (page) => {
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByText('Up to date.').waitFor({ timeout: 180_000 });
      // What came meanwhile is shown when asked for.
      const news = page.getByRole('button', { name: /new events?$/ });
      if (await news.isVisible()) await news.click();
      await page.getByText(/In the last 14 days [0-9,]{4,} events/).waitFor({ timeout: 30_000 });
    },
  },
  {
    caption: 'The audit trail: every line of the record, in the practice’s own time',
    act: async (page) => {
      await openScreen(page, 'Audit trail');
      await page.getByRole('grid').waitFor();
      await page.getByRole('row').nth(8).waitFor();
    },
  },
  {
    caption: 'A question in one’s own words, understood as conditions one can change',
    act: async (page) => {
      await page.getByLabel('What to look for in the trail').fill('Colleen Duffy opened a chart');
      await page.getByRole('button', { name: /who/ }).first().waitFor();
      await page.getByRole('row').nth(3).waitFor();
    },
  },
  {
    caption:
      'One event in full: what happened, what she did around it, what this computer checked, and what that does not prove',
    act: async (page) => {
      await page.getByRole('grid').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByText('Around it').waitFor();
    },
  },
  {
    caption: 'People: who works here, and what the record says one of them did',
    act: async (page) => {
      await openScreen(page, 'People');
      await page.getByRole('row', { name: /Colleen Duffy/ }).focus();
      await page.getByText(/^In the last 30 days/).waitFor({ timeout: 30_000 });
    },
  },
  {
    caption: 'The same with strong contrast, as the computer asks for it: no shade alone tells anything',
    act: async (page) => {
      await page.emulateMedia({ contrast: 'more' });
    },
  },
  {
    caption: 'And in colours of the computer’s own: every shape and every pattern stays',
    act: async (page) => {
      await page.emulateMedia({ contrast: null, forcedColors: 'active', colorScheme: 'dark' });
    },
  },
  {
    caption: 'Ctrl+K finds people, patients by their pseudonym, screens and everything one can do',
    act: async (page) => {
      await page.emulateMedia({ forcedColors: null, colorScheme: null });
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('duffy');
      await page
        .getByRole('option', { name: /Colleen Duffy/ })
        .first()
        .waitFor();
    },
  },
  {
    caption: 'An audit file of another system, read by a process without network or keys',
    act: async (page, app) => {
      await page.keyboard.press('Escape');
      await chooseAuditFile(app);
      await openScreen(page, 'Audit file');
      await page.getByRole('button', { name: /Choose a file/ }).click();
      await page
        .getByText(/cannot be read/)
        .first()
        .waitFor();
    },
  },
  {
    caption: 'Settings, in the dark theme: how it looks, when it locks, how the vault can be opened',
    act: async (page) => {
      await openScreen(page, 'Settings');
      await page.getByRole('radio', { name: 'Dark' }).click();
      await page.locator('html[data-theme="dark"]').waitFor();
    },
  },
  {
    caption: 'A recovery phrase, shown once: it opens the vault where the keychain of this computer is lost',
    act: async (page) => {
      await page.getByRole('button', { name: 'Make a phrase…' }).click();
      await page.getByLabel('Your password').fill(password);
      await page.keyboard.press('Enter');
      await page.getByRole('list', { name: 'Recovery phrase' }).waitFor({ timeout: 30_000 });
    },
  },
  {
    caption: 'A second factor: the code of an authenticator app beside the password',
    act: async (page) => {
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Set it up…' }).click();
      await page.getByLabel('Your password').fill(password);
      await page.keyboard.press('Enter');
      const secret = page.getByText(/^(?:[A-Z2-7]{4} ?){8}$/);
      await secret.waitFor({ timeout: 30_000 });
      authenticator.secret = (await secret.innerText()).replaceAll(' ', '');
    },
  },
  {
    caption: 'Its recovery codes, once: each lets one in without the phone',
    act: async (page) => {
      await page.getByLabel('First code of the app').fill(await generate({ secret: authenticator.secret }));
      await page.keyboard.press('Enter');
      await page.getByRole('list', { name: 'Recovery codes' }).waitFor({ timeout: 30_000 });
    },
  },
  {
    caption: 'Who is in, and the way to let somebody else in: one computer, several people, a vault for each',
    act: async (page) => {
      await page.getByRole('button', { name: 'They are on paper' }).click();
      await page
        .getByRole('banner')
        .getByRole('button', { name: /Ruth Adeyemi/ })
        .click();
      await page.getByRole('menuitem', { name: 'Switch person' }).waitFor();
    },
  },
  {
    caption: 'Locked: the page is destroyed, the vault’s process has ended, nothing of the record is open',
    act: (page, app) => lock(app, () => page.getByRole('menuitem', { name: 'Switch person' }).click()),
  },
  {
    caption: 'The next sign-in asks for the code',
    act: async (page) => {
      await page
        .getByLabel(/Password/)
        .first()
        .fill(password);
      await page.keyboard.press('Enter');
      await page.getByText('Password accepted').waitFor({ timeout: 30_000 });
    },
  },
  {
    caption:
      'Somebody else at the same desk, a nurse: her role works with charts, not with the record of who opened them',
    act: async (page) => {
      await page.getByRole('button', { name: 'Not you?' }).click();
      await page.getByRole('button', { name: /Someone else/ }).click();
      await page.getByLabel('User name').fill('colleen.duffy');
      await page
        .getByLabel(/Password/)
        .first()
        .fill(password);
      await page.keyboard.press('Enter');
      await heading(page, 'Today').waitFor({ timeout: 60_000 });
      await page
        .getByText(/Your role may not read the audit trail/)
        .first()
        .waitFor({ timeout: 30_000 });
    },
  },
  {
    caption: 'The front desk’s lock screen: choose yourself, type, work; here with the platform gone',
    act: async (page, app) => {
      const gate = await lock(app, () => page.keyboard.press('Control+l'));
      await losePlatform(app);
      await gate.getByText(/You can unlock and work/).waitFor({ timeout: 30_000 });
      return gate;
    },
  },
  {
    caption: 'Without the platform: the copy on this computer opens for three days, and says that it waits',
    act: async (page) => {
      await page.getByRole('button', { name: /Ruth Adeyemi/ }).click();
      await page
        .getByLabel(/Password/)
        .first()
        .fill(password);
      await page.keyboard.press('Enter');
      await heading(page, 'Today').waitFor({ timeout: 60_000 });
      await page.getByText(/What is shown was received until/).waitFor();
      await page.getByText(/It opens without the platform until/).waitFor();
    },
  },
];
