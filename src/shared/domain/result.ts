/**
 * Every reply that crosses a boundary is a value: it worked, or it did not and says why.
 * The list of codes is closed; a screen decides by the code, never by the text.
 */
export const errorCodes = [
  'invalid-request', // the caller's input does not fit the declared schema
  'not-signed-in', // no session, or it has ended
  'wrong-credentials', // one answer for unknown user, wrong password and wrong code
  'account-ended', // the password or session is right, and its account has ended
  'code-needed', // password right; the second factor is asked for
  'second-factor-needed', // signed in, but the role asks for a second factor to be set up first
  'denied', // signed in, but the role does not allow it
  'not-found',
  'conflict', // the thing changed since it was read, or exists already
  'too-large', // request, reply or file over its limit
  'too-many', // rate limit or lockout; says when to try again
  'unreachable', // the other process or the platform does not answer
  'locked', // the vault is locked
  'sealed-otherwise', // the password is right, but the vault was sealed under an earlier one
  'lease-ended', // too long without the platform: the vault opens again only online
  'untrusted', // the platform cannot show that it is the one it should be
  'disk-full',
  'keychain-missing', // no keychain on this machine
  'keychain-locked', // a keychain is there but will not open
  'damaged', // a file or a record fails its integrity check
  'too-new', // written by a newer version of Wardkeeper
  'cancelled', // the person stopped it
  'unavailable', // temporarily cannot, try again
  'broken', // our own fault: a reply that does not fit its schema, an unexpected exception
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A refusal: what did not happen (`message`) and one way out (`hint`). Neither ever holds PHI. */
export interface Refusal {
  ok: false;
  code: ErrorCode;
  message: string;
  hint: string;
  /** Seconds to wait before the same request can succeed; only with `too-many` and `unavailable`. */
  retryAfter?: number | undefined;
}

export type Result<T> = { ok: true; value: T } | Refusal;

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function err(code: ErrorCode, message: string, hint: string, retryAfter?: number): Refusal {
  return retryAfter === undefined
    ? { ok: false, code, message, hint }
    : { ok: false, code, message, hint, retryAfter };
}

/** For the end of an exhaustive switch: the compiler refuses a forgotten case, and so does the program. */
export function missingCase(value: never): never {
  throw new TypeError(`A case is missing for ${JSON.stringify(value)}`);
}
