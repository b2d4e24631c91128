/** The closed vocabularies of the audit event, in the order in which screens list them. */

export const categories = [
  'authentication',
  'access',
  'modification',
  'export',
  'imaging',
  'administration',
  'system',
] as const;
export type Category = (typeof categories)[number];

export const actions = [
  'CREATE',
  'READ',
  'UPDATE',
  'DELETE',
  'EXPORT',
  'LOGIN',
  'LOGOUT',
  'FAILED_LOGIN',
] as const;
export type Action = (typeof actions)[number];

/** The category of an action where nothing says another. */
export const categoryOfAction: Readonly<Record<Action, Category>> = {
  CREATE: 'modification',
  READ: 'access',
  UPDATE: 'modification',
  DELETE: 'modification',
  EXPORT: 'export',
  LOGIN: 'authentication',
  LOGOUT: 'authentication',
  FAILED_LOGIN: 'authentication',
};

/** `denied`: refused by a rule; `failure`: attempted, and did not work. */
export const outcomes = ['success', 'failure', 'denied'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Purposes that Wardkeeper itself writes. A purpose is any word, since sources have their own, but
 * `break-glass` always means emergency access and is refused without a justification.
 */
export const purposes = [
  'treatment',
  'payment',
  'operations',
  'patient-request',
  'research',
  'marketing',
  'data-sharing',
  'third-party',
  'break-glass',
] as const;
export const breakGlass = 'break-glass';
