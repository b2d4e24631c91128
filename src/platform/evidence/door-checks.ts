import type { Finding } from '../../shared/domain/evidence';
import { addressBlockedFor, lockoutAt, mostNamesFailing, waits } from '../../shared/domain/lockout';
import { PASSWORD_LENGTH, passwordLacks } from '../../shared/domain/password';
import { counted } from '../../shared/domain/words';
import { MINUTE } from '../clock';
import { blindDetectors } from '../detection/places';
import { detectionSettingsOf } from '../detection/settings';
import type { ServedTls } from '../http/certificate';
import { lockedOut } from '../identity/lockouts';
import { countLiveSessions, SESSION_IDLE, SESSION_LIFE } from '../identity/sessions';
import { doesNotApply, notProved, proved, type Check } from './check';

const automaticLogoff: Check = {
  provisions: ['164.312(a)(2)(iii)'],
  async look({ service: { db }, now }) {
    const idleMinutes = SESSION_IDLE / MINUTE;
    const facts = {
      idleMinutes,
      longestHours: SESSION_LIFE / (60 * MINUTE),
      liveSessions: await countLiveSessions(db, now),
    };
    return proved(`A session that is left alone for ${idleMinutes} minutes has ended.`, facts, now);
  },
};

const signInMonitoring: Check = {
  provisions: ['164.308(a)(5)(ii)(C)'],
  async look({ service: { db, practice }, now }) {
    const { settings } = await detectionSettingsOf(db);
    const blind = blindDetectors(settings, practice.synthetic).map(({ kind }) => kind);
    const facts = {
      failuresUntilLockout: lockoutAt,
      lockoutMinutes: (waits.at(-1) ?? 0) / MINUTE,
      namesUntilAddressIsBlocked: mostNamesFailing,
      addressBlockMinutes: addressBlockedFor / MINUTE,
      lockedOutNow: (await lockedOut(db, now)).length,
      ...(blind.length > 0 && { blindDetectors: blind.join(' ') }),
    };
    const unseen = blind.length === 0 ? '' : ` As it is set, ${blind.join(', ')} is not seen.`;
    return proved(
      `Failed sign-ins are counted and recorded; names are locked and addresses blocked for a while.${unseen}`,
      facts,
      now,
    );
  },
};

const passwords: Check = {
  provisions: ['164.308(a)(5)(ii)(D)'],
  look({ now }) {
    const facts = { shortest: PASSWORD_LENGTH, wellKnownRefused: passwordLacks('Password1234!').length > 0 };
    return Promise.resolve(
      facts.wellKnownRefused
        ? proved(
            `Passwords have ${PASSWORD_LENGTH} characters of four kinds, and no well-known one is taken.`,
            facts,
            now,
          )
        : notProved('Well-known passwords are taken.', facts),
    );
  },
};

const transmission: Check = {
  provisions: ['164.312(e)(1)', '164.312(e)(2)(i)', '164.312(e)(2)(ii)'],
  look: ({ service, now }) => Promise.resolve(judgeTls(service.servedTls(), now)),
};

const DAY = 24 * 60 * MINUTE;

/** `served`: null where the service listens on its own computer alone. */
export function judgeTls(served: ServedTls | null, now: number): Finding {
  if (served === null)
    return doesNotApply('The service listens on its own computer alone; nothing goes over a network.');
  const daysLeft = Math.floor((served.until - now) / DAY);
  const facts = { minimum: served.minimum, certificateDaysLeft: daysLeft };
  if (served.until <= now) return notProved('Its certificate has expired.', facts);
  const why = served.reason === null ? '' : ' TLS 1.2 is served beside 1.3 by a setting with its reason.';
  return proved(
    `Everything goes over ${served.minimum} or newer; the certificate holds for ${counted(daysLeft, 'more day', 'more days')}.${why}`,
    facts,
    now,
  );
}

export const doorChecks: readonly Check[] = [automaticLogoff, signInMonitoring, passwords, transmission];
