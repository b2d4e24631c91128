import { routes } from '../../../src/renderer/app/routes';
import type { PlaceName } from '../../../src/renderer/lib/navigate';
import type { ScriptedConsole } from '../../helpers/scripted-vault';
import { enter, inside } from './inside';
import type { State } from './state';

/** Comes in, opens a screen, and brings it into a state. */
export async function openRoute(scripted: ScriptedConsole, name: PlaceName, state: State): Promise<void> {
  const page = await scripted.play({ ...inside, ...state.script });
  await enter(page);
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: routes[name].title })
    .click();
  await page.getByRole('heading', { level: 1, name: routes[name].title }).waitFor();
  await bring(scripted, state);
}

/** Comes in and brings what stands around every screen into a state. */
export async function openShell(scripted: ScriptedConsole, state: State): Promise<void> {
  await enter(await scripted.play({ ...inside, ...state.script }));
  await bring(scripted, state);
}

/** Brings a screen of the gate into a state. */
export async function openGate(scripted: ScriptedConsole, state: State): Promise<void> {
  await scripted.play(state.script);
  await bring(scripted, state);
}

async function bring(scripted: ScriptedConsole, { then, shows }: State): Promise<void> {
  await then?.(scripted);
  await shows(scripted.page).first().waitFor();
}
