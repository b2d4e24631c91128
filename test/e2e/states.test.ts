import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeNames } from '../../src/renderer/app/routes';
import type { GateScreen } from '../../src/renderer/features/gate/screen-for';
import { now } from '../fixtures/practice';
import { openScripted, type ScriptedConsole } from '../helpers/scripted-vault';
import { axeViolations, looks, timesWithoutUtc } from './states/check-page';
import { inside } from './states/inside';
import { openGate, openRoute, openShell } from './states/open-state';
import { shellStates } from './states/shell';
import { stateNames, type GateStates, type State, type States } from './states/state';

/** Every screen in each state it can be in, light and dark: axe finds nothing, and the page is quiet. */
const folder = resolve(import.meta.dirname, '../../out/screens');
const stateFile = (name: string) => join(import.meta.dirname, 'states', `${name}.ts`);

let scripted: ScriptedConsole;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  scripted = await openScripted(inside);
  await scripted.page.clock.setFixedTime(now / 1000);
});
afterAll(() => scripted.close());

async function look(name: string, { real }: State): Promise<void> {
  const { page } = scripted;
  const mark = page.getByText('Synthetic data', { exact: true }).first();
  expect(await mark.isVisible(), `${name}: the mark of a practice that does not exist`).toBe(real !== true);
  expect(await timesWithoutUtc(page), `${name}: UTC on hover`).toEqual([]);
  for (const colorScheme of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    expect(await axeViolations(page), `${name}, ${colorScheme}`).toEqual([]);
  }
  expect(scripted.console.problems.splice(0), `${name}: the page was not quiet`).toEqual([]);
}

test('a time that tells no UTC is noticed', async () => {
  const { page } = scripted;
  await page.evaluate(() => document.body.append('since 8:02 AM'));
  expect(await timesWithoutUtc(page)).toContain('since 8:02 AM');
});

test('every route has a file with its states', () => {
  expect(routeNames.filter((name) => !existsSync(stateFile(name)))).toEqual([]);
});

describe.each(routeNames)('%s', (name) => {
  test.each(stateNames)('%s', async (stateName) => {
    const { states } = (await import(stateFile(name))) as { states: States };
    const state: (typeof states)[typeof stateName] | undefined = states[stateName];
    expect(state, `${name} has no state "${stateName}"`).toBeDefined();
    if ('none' in state) {
      expect(state.none).not.toBe('');
      return;
    }
    await openRoute(scripted, name, state);
    await look(`${name}-${stateName}`, state);
  });
});

describe('shell', () => {
  test.each(Object.entries(shellStates))('%s', async (name, state) => {
    await openShell(scripted, state);
    await look(`shell-${name}`, state);
  });
});

/** The compiler wants every screen of the gate here. */
const gateScreens: Record<GateScreen, true> = {
  'first-run': true,
  preparing: true,
  claim: true,
  lock: true,
  'sign-in': true,
};

describe('gate', async () => {
  const { gateStates } = (await import(stateFile('gate'))) as { gateStates: GateStates };
  const names = Object.keys(gateStates);

  test('every screen of the gate has its states', () => {
    const without = Object.keys(gateScreens).filter(
      (screen) => !names.some((name) => name.startsWith(screen)),
    );
    expect(without).toEqual([]);
  });

  test.each(names)('%s', async (name) => {
    const state = gateStates[name]!;
    await openGate(scripted, state);
    await look(`gate-${name}`, state);
  });
});
