import { errorCodes, type ErrorCode } from '../../domain/result';

/** The HTTP status of each refusal (RFC 9110), and the way back for a reply without our body. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  'invalid-request': 400,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'account-ended': 403,
  'code-needed': 401,
  'second-factor-needed': 403,
  denied: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  unreachable: 504,
  locked: 423,
  'sealed-otherwise': 409,
  'lease-ended': 403,
  untrusted: 495,
  'disk-full': 507,
  'keychain-missing': 503,
  'keychain-locked': 503,
  damaged: 500,
  'too-new': 409,
  cancelled: 499,
  unavailable: 503,
  broken: 500,
};

export function isErrorCode(text: unknown): text is ErrorCode {
  return errorCodes.some((code) => code === text);
}
