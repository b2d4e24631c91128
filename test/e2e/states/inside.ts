import type { Page } from 'playwright';
import { err } from '../../../src/shared/domain/result';
import { changedRow } from '../../fixtures/trail-rows';
import * as answers from '../../fixtures/vault-answers';
import type { VaultScript } from '../../helpers/scripted-vault';

/** What the vault answers to somebody who is in, whatever screen they look at. */
export const inside: VaultScript = {
  'gate.look': { value: { ...answers.gate, people: answers.gate.people.slice(0, 1) } },
  'gate.signIn': { value: answers.signedIn },
  'gate.lock': { value: {} },
  'session.whoAmI': { value: answers.whoAmI },
  'sync.look': { value: answers.sync },
  'sync.pause': { value: {} },
  'sync.resume': { value: {} },
  'settings.look': { value: answers.settings },
  'settings.change': { value: { preferences: answers.settings.preferences } },
  'people.list': { value: answers.people },
  'patients.find': { value: answers.foundPatients },
  'trail.rows': { value: answers.trail },
  'trail.count': { value: { count: answers.trail.rows.length, size: answers.trail.size } },
  'trail.histogram': { value: { counts: answers.counts(30) } },
  'trail.event': {
    value: { row: answers.trail.rows[0]!, around: answers.trail.rows.slice(0, 7).toReversed() },
  },
  'today.look': { value: answers.today(14) },
  'views.list': { value: { views: [] } },
  'people.look': { value: answers.person('Colleen Duffy', 14) },
};

/** The newest event changed a patient. */
export const changedPatient: VaultScript = {
  'trail.rows': {
    value: { rows: [changedRow, ...answers.trail.rows], size: changedRow.seq + 1, total: null },
  },
  'trail.event': { value: { row: changedRow, around: [changedRow] } },
  'trail.openChanges': { value: answers.openedChanges },
};

/** Without the platform: what changes for every screen. */
export const offline: VaultScript = {
  'gate.signIn': { value: { ...answers.signedIn, offline: true } },
  'session.whoAmI': { value: { ...answers.whoAmI, offline: true } },
  'sync.look': {
    value: {
      ...answers.sync,
      phase: 'offline',
      problem: 'This vault was opened without the platform.',
      outbox: 2,
    },
  },
};

/** What a vault says whose file cannot be read at the moment. */
export const fault = err(
  'unavailable',
  'The record on this computer could not be read. Nothing was changed.',
  'Try again in a moment; if it repeats, lock and unlock.',
);

export const denied = err(
  'denied',
  'Your role may not read this.',
  'An administrator of the practice can change what your role may do.',
);

/** Comes in at the gate as the one person this computer knows. */
export async function enter(page: Page): Promise<void> {
  await page
    .getByLabel(/Password/)
    .first()
    .fill('Tamarack-lane-88');
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}
