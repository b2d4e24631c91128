import { z } from 'zod';
import { bindsOnlySome, securityRule, titleOf, type Provision } from '../law/security-rule';
import { documentSha256 } from './agreement-document';
import { calendarDay } from './calendar-day';
import { writtenText } from './written-text';

/** A figure that a result rests on, under its name. */
export type Facts = Readonly<Record<string, number | boolean | string>>;

/** What a look at the service found about a provision. */
export interface Finding {
  result: 'proved' | 'not-proved' | 'does-not-apply';
  /** In a sentence. */
  reason: string;
  facts: Facts;
  /** When the thing that proves it happened, microseconds: now, of what was looked at now. Null: nothing proves it. */
  provedAt: number | null;
}

/**
 * What somebody may say about a provision that no program can look at: it is in place; an alternative that does the
 * same is, with the reason (45 CFR 164.306(d)(3), of addressable ones alone); it does not bind this practice; or what
 * was said before holds no more.
 */
export const attestationClaims = ['in-place', 'alternative', 'not-applicable', 'withdrawn'] as const;
export type AttestationClaim = (typeof attestationClaims)[number];

export const provisionId = z.enum(securityRule.map(({ id }) => id) as [string, ...string[]]);

/** What somebody says, in their words. */
export const attested = {
  claim: z.enum(attestationClaims),
  statement: writtenText(4000),
  /** Of the policy, record or plan that shows it; null where there is none. */
  documentSha256: documentSha256.nullable(),
  /** The last day on which it counts, in the practice’s time zone. */
  validUntil: calendarDay,
};

export const attestation = z.object({
  provision: provisionId,
  /** From 1, one more each time; earlier ones are kept. */
  version: z.int().positive(),
  ...attested,
  attestedBy: z.uuid(),
  /** Microseconds. */
  attestedAt: z.int().nonnegative(),
});
export type Attestation = z.infer<typeof attestation>;

/** Whether it counts on this day. */
export function counts({ claim, validUntil }: Attestation, today: string): boolean {
  return claim !== 'withdrawn' && today <= validUntil;
}

/** Why nobody may say this of a provision; null where somebody may. */
export function claimBar(
  provision: Provision,
  claim: AttestationClaim,
): 'not-addressable' | 'binds-all' | null {
  if (claim === 'alternative' && provision.requirement !== 'addressable') return 'not-addressable';
  if (claim === 'not-applicable' && !bindsOnlySome(provision)) return 'binds-all';
  return null;
}

/** How a provision stands. */
export interface Judged {
  id: string;
  title: string;
  requirement: Provision['requirement'];
  result: 'proved' | 'alternative' | 'not-proved' | 'does-not-apply';
  /** What the result rests on; null where nothing shows anything. */
  by: 'check' | 'attestation' | null;
  reason: string;
  facts: Facts;
  provedAt: number | null;
  /** The newest, whether it counts or not. */
  attestation: Attestation | null;
}

/**
 * How a provision stands by what was found and what was said. What a look disproves no word proves: it can be answered
 * by a reasoned alternative only, where the provision is addressable.
 */
export function judge(
  provision: Provision,
  finding: Finding | null,
  newest: Attestation | null,
  today: string,
): Judged {
  const { id, requirement } = provision;
  const said = newest !== null && counts(newest, today) ? newest : null;
  const stands = {
    id,
    title: titleOf(provision),
    requirement,
    facts: finding?.facts ?? {},
    attestation: newest,
  };
  const bySaying = (result: Judged['result'], { statement, attestedAt }: Attestation): Judged => ({
    ...stands,
    result,
    by: 'attestation',
    reason: statement,
    provedAt: attestedAt,
  });
  if (said?.claim === 'not-applicable' && finding?.result !== 'proved') {
    return bySaying('does-not-apply', said);
  }
  if (finding !== null && finding.result !== 'not-proved') return { ...stands, ...finding, by: 'check' };
  if (said?.claim === 'alternative') return bySaying('alternative', said);
  if (finding !== null) return { ...stands, ...finding, by: 'check' };
  if (said?.claim === 'in-place') return bySaying('proved', said);
  return { ...stands, result: 'not-proved', by: null, reason: unsaid(newest), provedAt: null };
}

function unsaid(newest: Attestation | null): string {
  if (newest === null) return 'Nobody has attested it, and no program can look at it.';
  return newest.claim === 'withdrawn'
    ? 'What was attested was withdrawn.'
    : `What was attested counted until ${newest.validUntil}.`;
}

/** How many provisions stand how. No official score exists; these are counts. */
export interface EvidenceCounts {
  provisions: number;
  /** All but those that do not apply. */
  apply: number;
  proved: number;
  /** Of the proved ones, those that rest on somebody’s word. */
  attested: number;
  reasonedAlternatives: number;
  notProved: number;
}

export function countEvidence(judged: readonly Judged[]): EvidenceCounts {
  const count = (holds: (one: Judged) => boolean) => judged.filter(holds).length;
  return {
    provisions: judged.length,
    apply: count(({ result }) => result !== 'does-not-apply'),
    proved: count(({ result }) => result === 'proved'),
    attested: count(({ result, by }) => result === 'proved' && by === 'attestation'),
    reasonedAlternatives: count(({ result }) => result === 'alternative'),
    notProved: count(({ result }) => result === 'not-proved'),
  };
}
