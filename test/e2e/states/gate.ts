import { states as claim } from './gate-claim';
import { states as connect } from './gate-connect';
import { states as firstRun } from './gate-first-run';
import { states as lock } from './gate-lock';
import { states as preparing } from './gate-preparing';
import { states as signIn } from './gate-sign-in';
import type { GateStates } from './state';

export const gateStates: GateStates = { ...firstRun, ...preparing, ...claim, ...connect, ...lock, ...signIn };
