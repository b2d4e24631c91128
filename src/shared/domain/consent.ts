/** The kinds of consent, as issue-24's `patient_consents` has them. */
export const consentTypes = [
  'treatment',
  'data_sharing',
  'research',
  'marketing',
  'third_party_access',
] as const;
export type ConsentType = (typeof consentTypes)[number];

/** What a patient has said about one use of their data. Instants in microseconds since the Unix epoch. */
export interface Consent {
  consentType: ConsentType;
  /** False: the patient said no. */
  granted: boolean;
  /** Null where it is a no. */
  grantedAt: number | null;
  revokedAt: number | null;
  /** The first instant in which it no longer holds; null: it ends only by being revoked. */
  expiresAt: number | null;
  /** The one study, campaign or recipient it is about; null: every use of its type. */
  scope: string | null;
  createdAt: number;
}

/**
 * What each purpose of a use needs. Treatment, payment and operations need none (45 CFR 164.506(c)), nor does
 * the patient's own request (164.502(a)(1)(i)) or an emergency, which is treatment. Marketing needs an
 * authorization (164.508(a)(3)), research one unless a board waived it (164.508, 164.512(i)), and what is given
 * to others for purposes of their own one as well (164.508(a)(1)).
 */
const neededFor: Readonly<Record<string, ConsentType | null>> = {
  treatment: null,
  payment: null,
  operations: null,
  'patient-request': null,
  'break-glass': null,
  research: 'research',
  marketing: 'marketing',
  'data-sharing': 'data_sharing',
  'third-party': 'third_party_access',
};

export type ConsentAnswer =
  | { allowed: true; needed: ConsentType | null }
  | {
      allowed: false;
      needed: ConsentType | null;
      why: 'unknown-purpose' | 'never-asked' | 'refused' | 'not-yet' | 'revoked' | 'expired';
    };

/**
 * Whether a use for `purpose` is allowed by what one patient has said. Of what covers the use (its type, and its
 * scope or every one), the newest word decides; of two of the same instant, the one that forbids. A purpose
 * that is not known is not allowed. `scope`: the study, campaign or recipient of this use, where it has one.
 * `isStudyWaived`: a board has waived the authorization for that study (45 CFR 164.512(i)(1)(i)). It stands in for what
 * nobody has been asked, or what has run out; a no and a revocation still count.
 */
export function consentFor(
  purpose: string,
  consents: readonly Consent[],
  now: number,
  scope: string | null = null,
  isStudyWaived = false,
): ConsentAnswer {
  const answer = consentOf(purpose, consents, now, scope);
  if (answer.allowed || !isStudyWaived || scope === null || answer.needed !== 'research') return answer;
  const isUnsaid = answer.why === 'never-asked' || answer.why === 'expired';
  return isUnsaid ? { allowed: true, needed: answer.needed } : answer;
}

function consentOf(
  purpose: string,
  consents: readonly Consent[],
  now: number,
  scope: string | null,
): ConsentAnswer {
  const needed = Object.hasOwn(neededFor, purpose) ? neededFor[purpose] : undefined;
  if (needed === undefined) return { allowed: false, needed: null, why: 'unknown-purpose' };
  if (needed === null) return { allowed: true, needed };
  const covering = consents.filter(
    (consent) => consent.consentType === needed && (consent.scope === null || consent.scope === scope),
  );
  const newest = covering.reduce((latest, { createdAt }) => Math.max(latest, createdAt), -Infinity);
  let allowed: ConsentAnswer = { allowed: false, needed, why: 'never-asked' };
  for (const consent of covering) {
    if (consent.createdAt !== newest) continue;
    const why = forbids(consent, now);
    if (why !== null) return { allowed: false, needed, why };
    allowed = { allowed: true, needed };
  }
  return allowed;
}

function forbids({ granted, grantedAt, revokedAt, expiresAt }: Consent, now: number) {
  if (!granted) return 'refused';
  if (revokedAt !== null && revokedAt <= now) return 'revoked';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return grantedAt === null || grantedAt > now ? 'not-yet' : null;
}
