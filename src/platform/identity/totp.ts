import { generateSecret, generateURI, verifySync } from 'otplib';
import { SECOND } from '../clock';

/** Seconds for which an app shows one code (RFC 6238, section 5.2). */
export const STEP_SECONDS = 30;

/** 20 random bytes in base32, as long as the hash that is used with them (RFC 4226, section 4, R6). */
export function newTotpSecret(): string {
  return generateSecret({ length: 20 });
}

/**
 * The time step whose code this is, or null. It must come after `lastStep`, the newest that was accepted, and
 * be the present one or the one before: what a person types takes a while. `now` in microseconds.
 */
export function stepOfCode(secret: string, code: string, now: number, lastStep: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const epoch = Math.floor(now / SECOND);
  const found = verifySync({ secret, token: code, epoch, epochTolerance: [STEP_SECONDS, 0] });
  return found.valid && 'timeStep' in found && found.timeStep > lastStep ? found.timeStep : null;
}

/** What authenticator apps read from a QR code (Key URI Format of Google Authenticator). */
export function totpUri(secret: string, practice: string, userName: string): string {
  return generateURI({ secret, issuer: `Wardkeeper ${shown(practice)}`.trim(), label: shown(userName) });
}

/** Percent-encoded characters at most of one name: the URI has three of them, and a QR code holds little. */
const NAME_LENGTH = 180;

/** The colon parts issuer from account. */
function shown(name: string): string {
  const letters = [...name.replaceAll(':', ' ')];
  while (encodeURIComponent(letters.join('')).length > NAME_LENGTH) letters.pop();
  return letters.join('').trim();
}
