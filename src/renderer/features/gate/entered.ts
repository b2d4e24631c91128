import type { z } from 'zod';
import type { signIn } from '../../../shared/contract/bridge/gate';

/** Who came in, where, and how. */
export type Entered = z.output<(typeof signIn)['reply']>;

export type OnEntered = (entered: Entered) => void;
