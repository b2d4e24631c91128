import type { Action, Category, Outcome } from './vocabulary';

/** The words under which a filter says what was done, as in `did opened a record`. */

export const actionWords: Readonly<Record<Action, string>> = {
  READ: 'opened a record',
  CREATE: 'added a record',
  UPDATE: 'changed a record',
  DELETE: 'deleted a record',
  EXPORT: 'exported records',
  LOGIN: 'signed in',
  LOGOUT: 'signed out',
  FAILED_LOGIN: 'failed to sign in',
};

export const categoryWords: Readonly<Record<Category, string>> = {
  authentication: 'sign-ins',
  access: 'access to records',
  modification: 'changes to records',
  export: 'exports',
  imaging: 'imaging',
  administration: 'accounts and settings',
  system: 'the system itself',
};

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  success: 'worked',
  failure: 'failed',
  denied: 'refused',
};

/** How an event ended, as a list of events says it. */
export const outcomeNames: Readonly<Record<Outcome, string>> = {
  success: 'Done',
  failure: 'Failed',
  denied: 'Refused',
};
