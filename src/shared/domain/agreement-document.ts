import { z } from 'zod';
import { calendarDay } from './calendar-day';
import { writtenText } from './written-text';

/** Where an agreement stands: being written, with the other party, signed by all, over or given up. */
export const agreementStates = ['draft', 'sent', 'executed', 'ended'] as const;
export type AgreementState = (typeof agreementStates)[number];

/**
 * What may follow each state. What the other party has before it is not changed under its hands: it is taken back
 * first. What was executed only ends.
 */
const followers: Readonly<Record<AgreementState, readonly AgreementState[]>> = {
  draft: ['sent', 'executed', 'ended'],
  sent: ['draft', 'executed', 'ended'],
  executed: ['ended'],
  ended: [],
};

export function mayFollow(state: AgreementState, next: AgreementState): boolean {
  return followers[state].includes(next);
}

/** The hash of a signed document: SHA-256 in hex. */
export const documentSha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'Give the SHA-256 of the document as 64 hex digits');

const isUnique = (items: readonly string[]) => new Set(items).size === items.length;

const party = z.strictObject({
  name: writtenText(200),
  part: z.enum(['covered-entity', 'business-associate', 'subcontractor', 'recipient']),
  address: writtenText(500).nullable(),
  /** Who signs for it; null while nobody is named. */
  signatory: z
    .strictObject({
      name: writtenText(200),
      title: writtenText(200).nullable(),
      email: writtenText(254).nullable(),
    })
    .nullable(),
});

/** What people write of an agreement, as one version of its document keeps it. Days are the practice's. */
export const agreementDocument = z
  .strictObject({
    title: writtenText(200),
    /** 45 CFR 164.504(e) and 164.314(a); the same for a subcontractor (e)(5); 164.514(e)(4). */
    kind: z.enum(['business-associate', 'subcontractor', 'data-use']),
    /** Whether the practice entrusts patient data to the other party, or is entrusted with it. */
    direction: z.enum(['entrusting', 'entrusted']),
    parties: z
      .array(party)
      .max(10)
      .refine((parties) => isUnique(parties.map(({ name }) => name)), 'Each party is named once'),
    /** What was chosen from a library of clauses, with the words as they stand here, in their order. */
    clauses: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/),
          text: writtenText(8000),
        }),
      )
      .max(100)
      .refine((clauses) => isUnique(clauses.map(({ id }) => id)), 'Each clause stands once'),
    effectiveOn: calendarDay.nullable(),
    /** The last day; null: none was agreed, which the regulation allows. */
    expiresOn: calendarDay.nullable(),
  })
  .refine(
    ({ effectiveOn, expiresOn }) => effectiveOn === null || expiresOn === null || effectiveOn < expiresOn,
    { path: ['expiresOn'], message: 'It lies after the effective date' },
  );
export type AgreementDocument = z.infer<typeof agreementDocument>;

/** What the service itself says of a version: nobody writes these. */
export const agreementStanding = z.strictObject({
  state: z.enum(agreementStates),
  /** Why it ended or was taken back in this version. */
  reason: z.string().max(500).nullable(),
  /** Of the document as all have signed it; from then on its content stays as it is. */
  documentSha256: documentSha256.nullable(),
  executedOn: calendarDay.nullable(),
  endedOn: calendarDay.nullable(),
  /** The agreement that was recorded of it (EP-050). */
  hipaaAgreementId: z.uuid().nullable(),
});
export type AgreementStanding = z.infer<typeof agreementStanding>;

export const newAgreement: AgreementStanding = {
  state: 'draft',
  reason: null,
  documentSha256: null,
  executedOn: null,
  endedOn: null,
  hipaaAgreementId: null,
};

/** What a list shows of it. */
export const agreementHeading = z.strictObject({
  title: z.string().max(200),
  kind: agreementDocument.shape.kind,
  direction: agreementDocument.shape.direction,
  parties: z.array(z.string().max(200)).max(10),
  effectiveOn: calendarDay.nullable(),
  expiresOn: calendarDay.nullable(),
});
export type AgreementHeading = z.infer<typeof agreementHeading>;

export function headingOfAgreement(content: AgreementDocument): AgreementHeading {
  const { title, kind, direction, parties, effectiveOn, expiresOn } = content;
  return { title, kind, direction, parties: parties.map(({ name }) => name), effectiveOn, expiresOn };
}

/** What an agreement still lacks before it can be executed; empty when nothing. */
export function lackingForExecution({ parties, clauses, effectiveOn }: AgreementDocument): string[] {
  return [
    ...(parties.length < 2 ? ['two parties'] : []),
    ...(clauses.length === 0 ? ['a clause'] : []),
    ...(effectiveOn === null ? ['an effective date'] : []),
  ];
}
