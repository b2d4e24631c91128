import type { ElectronApplication, Page } from 'playwright';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TourStep } from './engine';

/** Who takes the tour; the practice is made up, and so is the password. */
const person = { name: 'Ruth Adeyemi', userName: 'ruth.adeyemi', password: 'Tamarack-lane-88' };

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

async function lock(page: Page, app: ElectronApplication): Promise<Page> {
  const coming = app.waitForEvent('window');
  await page.getByRole('button', { name: /Lock/ }).click();
  const gate = await coming;
  await gate.getByText(/Connected to the platform/).waitFor();
  return gate;
}

/** What the tour shows, in the order of a first day. */
export const steps: readonly TourStep[] = [
  {
    caption: 'First run: the practice on this computer is made up, and it needs one administrator',
    act: async (page) => {
      await page.getByText('Coulee Ridge Family Practice').waitFor({ timeout: 60_000 });
    },
  },
  {
    caption: 'The password field says what is still missing, while one types',
    act: async (page) => {
      await page.getByLabel('Your name').fill(person.name);
      await page.getByLabel('User name').fill(person.userName);
      await page.getByLabel('Password').fill('tamarack');
    },
  },
  {
    caption: 'The audit trail: what was done a moment ago is already a line, received and checked',
    act: async (page) => {
      await page.getByLabel('Password').fill(person.password);
      await page.getByRole('button', { name: /Create and sign in/ }).click();
      await page
        .getByRole('row', { name: /signed in/ })
        .first()
        .waitFor({ timeout: 60_000 });
      await page.getByText(/Record checked/).waitFor();
    },
  },
  {
    caption: 'One event in full, with what this computer checked about it and what that does not prove',
    act: async (page) => {
      await page
        .getByRole('row', { name: /signed in/ })
        .first()
        .focus();
      await page.getByText(/worked out the fingerprint/).waitFor();
    },
  },
  {
    caption: 'An audit file of another system, read by a process without network or keys',
    act: async (page, app) => {
      await chooseAuditFile(app);
      await page.getByRole('button', { name: 'Audit file' }).click();
      await page.getByRole('button', { name: /Choose a file/ }).click();
      await page
        .getByText(/cannot be read/)
        .first()
        .waitFor();
    },
  },
  {
    caption: 'Locked: the page is destroyed, the vault’s process has ended, nothing of the record is open',
    act: lock,
  },
  {
    caption: 'A wrong password: what did not happen, and what to do',
    act: async (page) => {
      await page.getByLabel('User name').fill(person.userName);
      await page.getByLabel('Password').fill('not-the-Password-1');
      await page.getByRole('button', { name: /^Sign in/ }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    caption: 'Signed in again, in the dark theme: the failed sign-in is on record too',
    act: async (page) => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.getByLabel('Password').fill(person.password);
      const signIn = page.getByRole('button', { name: /^Sign in/ });
      await signIn.click();
      // After a failure the platform asks for a second's patience; the console counts it down.
      const trail = page.getByRole('heading', { name: 'Audit trail' });
      await trail.or(page.getByRole('button', { name: /Try again in/ })).waitFor();
      if (!(await trail.isVisible())) await signIn.click();
      // Nothing moves by itself: what came meanwhile waits behind a button.
      const refused = page.getByRole('row', { name: /was refused/ }).first();
      const news = page.getByRole('button', { name: /new events?/ });
      await refused.or(news).first().waitFor({ timeout: 60_000 });
      if (!(await refused.isVisible())) await news.click();
      await refused.focus();
    },
  },
];
