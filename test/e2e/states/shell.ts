import { err } from '../../../src/shared/domain/result';
import { central } from '../../fixtures/practice';
import * as answers from '../../fixtures/vault-answers';
import type { ScriptedConsole, VaultScript } from '../../helpers/scripted-vault';
import { changedPatient, offline } from './inside';
import type { State } from './state';

const sync = (change: Partial<typeof answers.sync>): VaultScript => ({
  'sync.look': { value: { ...answers.sync, ...change } },
});

const palette =
  (text: string) =>
  async ({ page }: ScriptedConsole) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(text);
  };

const goOnline = async ({ page }: ScriptedConsole) => {
  await page.getByRole('region', { name: 'Offline' }).getByRole('button', { name: 'Go online…' }).click();
  await page.getByLabel('Password').fill('Tamarack-lane-88');
  await page.keyboard.press('Enter');
};

const exported = async ({ page }: ScriptedConsole) => {
  await page.keyboard.press('Control+3');
  await page.getByRole('button', { name: 'Export what is shown…' }).and(page.locator(':enabled')).waitFor();
  await page.keyboard.press('Control+e');
};

const openChanged = async ({ page }: ScriptedConsole) => {
  await page.keyboard.press('Control+3');
  await page.getByRole('grid').getByRole('gridcell', { name: 'Tamarack 214', exact: true }).first().click();
  await page.getByRole('region', { name: 'Before and after' }).waitFor();
};

const askForValues = async (scripted: ScriptedConsole) => {
  await openChanged(scripted);
  await scripted.page.getByRole('button', { name: 'Show the values…' }).click();
  await scripted.page
    .getByLabel('Why you need to see the values')
    .fill('The patient says that nobody told them of the change');
};

const showValues = async (scripted: ScriptedConsole) => {
  await askForValues(scripted);
  await scripted.page.keyboard.press('Enter');
};

const savedViews: VaultScript = {
  'views.list': {
    value: {
      views: [
        {
          viewId: '018f6d1c-0000-4000-8000-00000000a001',
          name: 'Who exports on weekends',
          view: { screen: 'trail', filter: { actions: ['EXPORT'], span: 'last 30 days' } },
        },
        {
          viewId: '018f6d1c-0000-4000-8000-00000000a002',
          name: 'Nurses without a second factor',
          view: {
            screen: 'people',
            filter: { job: 'Nurse', status: 'active', secondFactor: 'none', seen: 'any', text: '' },
            sort: { by: 'name', descending: false },
          },
        },
      ],
    },
  },
};

const openViews = (screen: number) => async (scripted: ScriptedConsole) => {
  const { page } = scripted;
  await page.keyboard.press(`Control+${screen}`);
  await page.getByRole('button', { name: /^Saved views/ }).waitFor();
  await page.keyboard.press('Control+o');
};

/** What stands around every screen, and what lies over it; drawn over Today. */
export const shellStates: Readonly<Record<string, State>> = {
  'export-asked': {
    script: { 'export.trail': 'never' },
    then: exported,
    shows: (page) => page.getByText(/Your computer asks where the file goes/),
  },
  'export-under-way': {
    script: { 'export.trail': 'never' },
    then: async (scripted) => {
      await exported(scripted);
      await scripted.notify('export.progress', { done: 1, total: 3 });
    },
    shows: (page) => page.getByText('Writing the file'),
  },
  'export-refused': {
    script: {
      'export.trail': err(
        'disk-full',
        'The file was not written: there is no room for it. Nothing of it was left there.',
        'Make some room, choose another disk, or narrow what is shown.',
      ),
    },
    then: exported,
    shows: (page) => page.getByRole('alert'),
  },
  'values-sealed': {
    script: changedPatient,
    then: openChanged,
    shows: (page) => page.getByRole('button', { name: 'Show the values…' }),
  },
  'values-asked': {
    script: changedPatient,
    then: askForValues,
    shows: (page) => page.getByRole('button', { name: 'Show the values' }).and(page.locator(':enabled')),
  },
  'values-shown': {
    script: changedPatient,
    then: showValues,
    shows: (page) => page.getByRole('cell', { name: 'Lindqvist', exact: true }),
  },
  'values-refused': {
    script: {
      ...changedPatient,
      'trail.openChanges': err(
        'not-found',
        'This patient’s record was destroyed, and what the trail still holds of it is not shown.',
        'The certificate of destruction says when and why.',
      ),
    },
    then: showValues,
    shows: (page) => page.getByRole('alert').getByText(/record was destroyed/),
  },
  'values-offline': {
    script: { ...offline, ...changedPatient },
    then: openChanged,
    shows: (page) => page.getByText(/go online to see them/),
  },
  'values-not-for-you': {
    script: {
      ...changedPatient,
      'session.whoAmI': { value: { ...answers.whoAmI, permissions: ['audit:read'] } },
    },
    then: openChanged,
    shows: (page) => page.getByText(/your role may not open them/),
  },
  'chart-as-a-table': {
    script: {},
    then: async ({ page }) => {
      await page.keyboard.press('Control+3');
      await page.getByRole('button', { name: 'Show as a table' }).click();
    },
    shows: (page) => page.getByRole('button', { name: 'Export this table…' }),
  },
  'views-of-the-trail': {
    script: savedViews,
    then: openViews(3),
    shows: (page) => page.getByRole('button', { name: 'Rename Who exports on weekends' }),
  },
  'views-of-people': {
    script: savedViews,
    then: openViews(2),
    shows: (page) => page.getByRole('button', { name: 'Delete Nurses without a second factor' }),
  },
  'views-name-taken': {
    script: {
      ...savedViews,
      'views.save': err(
        'conflict',
        'There is a view of that name on this screen; nothing was changed.',
        'Choose another name, or replace that view.',
      ),
    },
    then: async (scripted) => {
      await openViews(3)(scripted);
      const { page } = scripted;
      await page.getByRole('button', { name: 'Save what is shown as a view…' }).click();
      await page.getByLabel('Name of the view').fill('Who exports on weekends');
      await page.keyboard.press('Enter');
    },
    shows: (page) => page.getByRole('button', { name: 'Replace that view' }),
  },
  'palette-views': {
    script: savedViews,
    then: palette('who exports'),
    shows: (page) => page.getByRole('option', { name: /Who exports on weekends/ }),
  },
  'catching-up': {
    script: sync({ phase: 'receiving', size: 12_400, total: 31_080, rate: 311, verifiedSize: 12_000 }),
    shows: (page) => page.getByText('12,400 of 31,080 events, about 1 minute.'),
  },
  waiting: {
    script: sync({
      phase: 'waiting',
      problem: 'The platform does not answer; it is tried again by itself.',
      heardAt: central(17, 7, 40),
      outbox: 2,
    }),
    shows: (page) => page.getByText(/since 7:40 AM/).first(),
  },
  paused: {
    script: sync({ phase: 'paused' }),
    shows: (page) => page.getByRole('button', { name: 'Resume' }),
  },
  stopped: {
    script: sync({ phase: 'stopped', problem: 'Event 645,533 differs from the copy kept on Friday.' }),
    shows: (page) => page.getByRole('navigation').getByText(/^Event 645,533/),
  },
  'nothing-checked': {
    script: sync({ size: 0, total: null, verifiedAt: null, verifiedSize: 0, root: null, heardAt: null }),
    then: ({ page }) => page.getByRole('button', { name: 'How this was checked' }).first().click(),
    shows: (page) => page.getByText(/^Nothing has been checked yet/),
  },
  checked: {
    script: {},
    then: ({ page }) =>
      page.getByRole('navigation').getByRole('button', { name: 'How this was checked' }).click(),
    shows: (page) => page.getByRole('dialog').getByText('What this does not prove'),
  },
  palette: {
    script: {},
    then: palette(''),
    shows: (page) => page.getByRole('option', { name: /^Today/ }),
  },
  'palette-found': {
    script: { 'patients.find': { value: { patients: [{ patientId: 'pt-7', pseudonym: 'Tamarack 214' }] } } },
    then: palette('ta'),
    shows: (page) => page.getByRole('option', { name: /Tamarack 214/ }),
  },
  'palette-event': {
    script: {},
    then: palette('645,533'),
    shows: (page) => page.getByRole('option', { name: 'Event 645,533' }),
  },
  shortcuts: {
    script: {},
    then: ({ page }) => page.keyboard.press('?'),
    shows: (page) => page.getByRole('dialog', { name: 'Shortcuts' }),
  },
  person: {
    script: {},
    then: ({ page }) =>
      page
        .getByRole('banner')
        .getByRole('button', { name: /Ruth Adeyemi/ })
        .click(),
    shows: (page) => page.getByRole('menuitem', { name: 'Switch person' }),
  },
  'go-online-code': {
    script: { ...offline, 'session.goOnline': err('code-needed', 'A code is wanted.', 'Type it.') },
    then: goOnline,
    shows: (page) => page.getByLabel(/^Code from/),
  },
  'go-online-refused': {
    script: {
      ...offline,
      'session.goOnline': err(
        'wrong-credentials',
        'The platform did not let you in: password or code is not right.',
        'Type both again. Nothing was changed.',
      ),
    },
    then: goOnline,
    shows: (page) => page.getByRole('alert'),
  },
  'go-online-later': {
    script: {
      ...offline,
      'session.goOnline': err('too-many', 'There were several wrong tries.', 'Wait, then try again.', 1800),
    },
    then: goOnline,
    shows: (page) => page.getByRole('button', { name: 'Try again in 30 min' }),
  },
  'locking-soon': {
    script: {},
    then: (scripted) => scripted.notify('gate.lockingSoon', { seconds: 20 }),
    shows: (page) => page.getByRole('button', { name: 'Stay' }),
  },
  comfortable: {
    script: {
      'settings.look': {
        value: {
          ...answers.settings,
          preferences: { ...answers.settings.preferences, density: 'comfortable' },
        },
      },
    },
    shows: (page) => page.locator('html[data-density="comfortable"] h1'),
  },
};
