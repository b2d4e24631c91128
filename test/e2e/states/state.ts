import type { Locator, Page } from 'playwright';
import type { ScriptedConsole, VaultScript } from '../../helpers/scripted-vault';

/** What every screen can be in. */
export const stateNames = ['empty', 'loading', 'error', 'denied', 'offline', 'full'] as const;
export type StateName = (typeof stateNames)[number];

export interface State {
  /** What the vault answers beside what it answers to everybody who is in. */
  script: VaultScript;
  /** What a person then does, once the screen is open. */
  then?(scripted: ScriptedConsole): Promise<void>;
  /** The practice on the screen exists: everything else is marked as synthetic. */
  real?: true;
  /** What is on the screen when it is in this state. */
  shows(page: Page): Locator;
}

/** The states of a screen; one that it cannot be in says why. */
export type States = Readonly<Record<StateName, State | { none: string }>>;

/** The states of the gate's screens, by `<screen>-<state>`: these differ more than they have in common. */
export type GateStates = Readonly<Record<string, State>>;
