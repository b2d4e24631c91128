import { z } from 'zod';
import { patientId } from './audit-event/audit-event';
import { calendarDay } from './calendar-day';
import { writtenText } from './written-text';

/** What is done about an incident, in this order; one may go back. */
export const incidentPhases = [
  'detection',
  'containment',
  'investigation',
  'recovery',
  'post_mortem',
  'notification',
] as const;
export type IncidentPhase = (typeof incidentPhases)[number];

/** How bad it is, in the word of whoever looks after it. No rule reads it. */
export const incidentSeverities = ['low', 'moderate', 'high', 'critical'] as const;

/** What one incident names at most. More people than this are two incidents. */
export const incidentLimits = { patients: 5000, events: 1000, acts: 200 } as const;

/** The four factors of 45 CFR 164.402 "breach" (2)(i) to (iv), in their order. */
export const breachFactors = ['nature', 'recipient', 'acquisition', 'mitigation'] as const;

/** What is no breach by 45 CFR 164.402 "breach" (1)(i) to (iii), in their order. */
export const breachExceptions = ['good-faith-access', 'inadvertent-disclosure', 'not-retained'] as const;

const isUnique = (items: readonly unknown[]) => new Set(items).size === items.length;
const seq = z.int().nonnegative();
const finding = writtenText(4000).nullable();

/**
 * Whether the incident is a breach. Until somebody shows otherwise it is presumed to be one (45 CFR 164.402 "breach"
 * (2)); no number decides.
 */
export const breachAssessment = z
  .strictObject({
    /** The data was encrypted as HHS guidance asks, and its key was safe; null: not known. Both make it secured. */
    encrypted: z.boolean().nullable(),
    keySafe: z.boolean().nullable(),
    exception: z.enum(breachExceptions).nullable(),
    /** What was found about each factor; null: not looked at yet. */
    factors: z.strictObject({
      nature: finding,
      recipient: finding,
      acquisition: finding,
      mitigation: finding,
    }),
    /** The rule asks for at least the four. */
    otherFactors: z.array(z.strictObject({ title: writtenText(200), finding: writtenText(4000) })).max(20),
    conclusion: z.enum(['undecided', 'breach', 'low-probability', 'exception', 'secured']),
    grounds: writtenText(8000).nullable(),
  })
  .refine(
    ({ conclusion, factors }) =>
      conclusion !== 'low-probability' || breachFactors.every((factor) => factors[factor] !== null),
    { path: ['conclusion'], message: 'A low probability is shown by all four factors (45 CFR 164.402)' },
  )
  .refine(({ conclusion, exception }) => conclusion !== 'exception' || exception !== null, {
    path: ['exception'],
    message: 'Name the exception that applies',
  })
  .refine(
    ({ conclusion, encrypted, keySafe }) =>
      conclusion !== 'secured' || (encrypted === true && keySafe === true),
    { path: ['conclusion'], message: 'Data is secured where it was encrypted and the key was safe' },
  )
  .refine(({ conclusion, grounds }) => conclusion === 'undecided' || grounds !== null, {
    path: ['grounds'],
    message: 'Give the grounds of the conclusion',
  });

/** What was done to contain it: the kind of act, where the trail tells of it, and a word about it. */
const containmentAct = z.strictObject({
  act: z.enum([
    'account-ended',
    'sessions-ended',
    'address-blocked',
    'second-factor-reset',
    'agreement-ended',
    'other',
  ]),
  /** The place of its event in the log; null where it was done elsewhere. */
  seq: seq.nullable(),
  note: writtenText(500).nullable(),
});

/** What people write about an incident, as one version of its document keeps it. Days are the practice's. */
export const incident = z
  .strictObject({
    title: writtenText(200),
    summary: writtenText(20_000).nullable(),
    phase: z.enum(incidentPhases),
    severity: z.enum(incidentSeverities),
    /** When it happened, as far as it is known. */
    occurredFrom: calendarDay.nullable(),
    occurredUntil: calendarDay.nullable(),
    /** The first day on which it was known, or would have been with reasonable diligence (45 CFR 164.404(a)(2)). */
    discoveredOn: calendarDay,
    /** Places in the log of the events that it is about. */
    events: z.array(seq).max(incidentLimits.events).refine(isUnique, 'Each event is named once'),
    patients: z.array(patientId).max(incidentLimits.patients).refine(isUnique, 'Each patient is named once'),
    /** Names of the fields that were exposed, never their values. */
    phiFields: z
      .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,59}$/))
      .max(50)
      .refine(isUnique, 'Each field is named once'),
    containment: z.array(containmentAct).max(incidentLimits.acts),
    /** The user id of who looks after it. */
    assignedTo: z.uuid().nullable(),
    assessment: breachAssessment.nullable(),
  })
  .refine(
    ({ occurredFrom, occurredUntil }) =>
      occurredFrom === null || occurredUntil === null || occurredFrom <= occurredUntil,
    { path: ['occurredUntil'], message: 'It does not end before it began' },
  );
export type Incident = z.infer<typeof incident>;

/** Places in the log of all the events that it names, those of the acts of containment among them. */
export function eventsNamed({ events, containment }: Incident): number[] {
  return [...new Set([...events, ...containment.flatMap(({ seq: place }) => place ?? [])])];
}

/** What the service itself says of a version: nobody writes these. */
export const incidentStanding = z.strictObject({
  state: z.enum(['open', 'closed']),
  /** Why it was closed or opened again in this version. */
  reason: z.string().max(500).nullable(),
  /** Who changed the assessment last. */
  assessedBy: z.uuid().nullable(),
  /** By somebody else than that, over the assessment as it stands; it goes when the assessment changes. */
  signOff: z
    .strictObject({
      by: z.uuid(),
      /** The version in which it was signed; that version says when. */
      inVersion: z.int().positive(),
      statement: z.string().max(1000),
    })
    .nullable(),
});
export type IncidentStanding = z.infer<typeof incidentStanding>;

/** What a list shows of it. */
export const incidentHeading = z.strictObject({
  title: z.string().max(200),
  phase: z.enum(incidentPhases),
  severity: z.enum(incidentSeverities),
  discoveredOn: calendarDay,
  assignedTo: z.uuid().nullable(),
  patientCount: z.int().nonnegative(),
});
export type IncidentHeading = z.infer<typeof incidentHeading>;

export function headingOfIncident(content: Incident): IncidentHeading {
  const { title, phase, severity, discoveredOn, assignedTo, patients } = content;
  return { title, phase, severity, discoveredOn, assignedTo, patientCount: patients.length };
}

/** How it stands once this is saved over it: whoever changes the assessment answers for it, and unsigns it. */
export function standingAfterSave(
  before: { content: Incident; standing: IncidentStanding },
  after: Incident,
  userId: string,
): IncidentStanding {
  const { state, assessedBy, signOff } = before.standing;
  const isSame = JSON.stringify(before.content.assessment) === JSON.stringify(after.assessment);
  return isSame
    ? { state, reason: null, assessedBy, signOff }
    : { state, reason: null, assessedBy: after.assessment === null ? null : userId, signOff: null };
}

/** Why this person may not sign the assessment off; null where they may. */
export function signOffBar(
  { content, standing }: { content: Incident; standing: IncidentStanding },
  userId: string,
): 'nothing-decided' | 'own-assessment' | null {
  const { assessment } = content;
  if (assessment === null || assessment.conclusion === 'undecided') return 'nothing-decided';
  return standing.assessedBy === userId ? 'own-assessment' : null;
}
