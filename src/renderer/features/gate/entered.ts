import type { Account, Practice } from '../../../shared/contract/platform/auth';

/** Called with who came in and where. */
export type OnEntered = (inside: { account: Account; practice: Practice }) => void;
