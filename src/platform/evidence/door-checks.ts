import type { Finding } from '../../shared/domain/evidence';
import { PASSWORD_LENGTH, passwordLacks } from '../../shared/domain/password';
import { counted } from '../../shared/domain/words';
import { MINUTE } from '../clock';
import type { ServedTls } from '../http/certificate';
import { doesNotApply, notProved, proved, type Check } from './check';
import { automaticLogoff } from './logoff-check';
import { signInMonitoring } from './sign-in-check';

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
  // In clear it is for a proxy of this computer, whose TLS it cannot see.
  canLook: ({ isEmbedded, servedTls }) => isEmbedded || servedTls() !== null,
  look: ({ service, now }) => Promise.resolve(judgeTls(service.servedTls(), now)),
};

const DAY = 24 * 60 * MINUTE;

/** `served`: null for an embedded service. */
export function judgeTls(served: ServedTls | null, now: number): Finding {
  if (served === null)
    return doesNotApply('The service serves this computer’s own console alone; nothing goes over a network.');
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
