/** The kinds of patient data that an agreement may cover, in EP-050's words. */
export const phiCategories = ['demographics', 'diagnosis', 'treatment', 'billing'] as const;
export type PhiCategory = (typeof phiCategories)[number];

/** For how long a business associate agreement holds. Days as YYYY-MM-DD. */
export interface AgreementTerm {
  effectiveOn: string;
  /** The last day on which it holds; null: no end was agreed, which the regulation allows (45 CFR 164.504(e)). */
  expiresOn: string | null;
  /** Null while nobody has deactivated it. */
  deactivatedAt: number | null;
}

/** `today`: the day in the practice's time zone. */
export function isInForce({ effectiveOn, expiresOn, deactivatedAt }: AgreementTerm, today: string): boolean {
  return deactivatedAt === null && effectiveOn <= today && (expiresOn === null || today <= expiresOn);
}
