import {
  grantConsent,
  listConsents,
  revokeConsent,
  type PatientConsent,
} from '../../shared/contract/platform/consents';
import { parseInstant } from '../../shared/domain/audit-event/instant';
import { err, ok } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import {
  addConsent,
  consentOf,
  consentsOf,
  findConsent,
  isPatient,
  withdrawConsent,
} from '../access/consents';
import { practiceWide } from '../access/practice-wide';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { gateShut, phiGate } from '../hipaa/phi-gate';
import type { Service } from '../service';
import type { Handlers } from './handler';

export function consentHandlers(
  service: Service,
): Pick<Handlers, 'consents.list' | 'consents.grant' | 'consents.revoke'> {
  const { acts, clock } = service;
  const eventOf = (caller: Caller, happened: Happened, patientId: string, now: number) => ({
    ...draftBy(caller, happened, now),
    patients: [patientId],
    phiFields: ['consents'],
  });

  return {
    'consents.list': practiceWide(service, listConsents, ({ patient_id, page, page_size }, caller) =>
      acts.act(async (transaction, record) => {
        const now = clock();
        const happened = happenedIn(listConsents.audit);
        if (!(await isPatient(transaction, patient_id))) {
          await record(draftBy(caller, { ...happened, outcome: 'failure' }, now));
          return noSuchPatient;
        }
        await record(eventOf(caller, happened, patient_id, now));
        return ok({ ...(await consentsOf(transaction, patient_id, page, page_size)), page, page_size });
      }),
    ),

    'consents.grant': practiceWide(service, grantConsent, ({ patient_id, id, ...said }, caller) =>
      acts.act(async (transaction, record) => {
        const now = clock();
        const words = happenedIn(grantConsent.audit);
        const happened: Happened = {
          ...words,
          resource: { ...words.resource, id },
          ...(!said.granted && { verb: 'CONSENT_REFUSED' }),
          meta: { consentType: said.consent_type },
        };
        const failed = () => record(draftBy(caller, { ...happened, outcome: 'failure' }, now));
        const shut = await phiGate(service, transaction);
        if (shut !== null) {
          await record(draftBy(caller, { ...happened, outcome: 'denied', meta: gateShut }, now));
          return shut;
        }
        if (!(await isPatient(transaction, patient_id))) {
          await failed();
          return noSuchPatient;
        }
        const expiresAt = microsOf(said.expires_at);
        if (expiresAt !== null && expiresAt <= now) {
          await failed();
          return overAlready;
        }
        const row = {
          id,
          patient_id,
          consent_type: said.consent_type,
          granted: said.granted,
          granted_at: said.granted ? now : null,
          revoked_at: null,
          expires_at: expiresAt,
          granted_by_user_id: caller.account.userId,
          purpose: said.purpose,
          scope: said.scope,
          created_at: now,
        };
        if (await addConsent(transaction, row)) {
          await record(eventOf(caller, happened, patient_id, now));
          return ok(consentOf(row));
        }
        // Whoever sends it a second time is shown it again, which is a reading of it.
        const known = await findConsent(transaction, patient_id, id);
        if (known === null || !isSame(known, consentOf(row))) {
          await failed();
          return idTaken;
        }
        const seen = { ...happenedIn(listConsents.audit), resource: happened.resource };
        await record(eventOf(caller, seen, patient_id, now));
        return ok(known);
      }),
    ),

    'consents.revoke': practiceWide(service, revokeConsent, ({ patient_id, id }, caller) =>
      acts.act(async (transaction, record) => {
        const now = clock();
        const words = happenedIn(revokeConsent.audit);
        const happened: Happened = { ...words, resource: { ...words.resource, id } };
        const revoked = await withdrawConsent(transaction, patient_id, id, now);
        const consent = await findConsent(transaction, patient_id, id);
        if (consent === null) {
          await record(draftBy(caller, { ...happened, outcome: 'failure' }, now));
          return noSuchConsent;
        }
        if (!consent.granted) {
          await record(eventOf(caller, { ...happened, outcome: 'failure' }, patient_id, now));
          return nothingToRevoke;
        }
        const seen = { ...happenedIn(listConsents.audit), resource: happened.resource };
        await record(eventOf(caller, revoked ? happened : seen, patient_id, now));
        return ok(consent);
      }),
    ),
  };
}

/** The text has been validated. */
function microsOf(text: string | null): number | null {
  const instant = text === null ? null : parseInstant(text);
  return instant?.ok === true ? instant.value.micros : null;
}

/** Whether both say the same, whoever took them down and when, and whatever became of one. */
function isSame(one: PatientConsent, other: PatientConsent): boolean {
  const said = ({ consent_type, granted, expires_at, purpose, scope }: PatientConsent) =>
    JSON.stringify([consent_type, granted, expires_at, purpose, scope]);
  return said(one) === said(other);
}

const noSuchPatient = err('not-found', 'There is no such patient.', 'Look the patient up again.');

const noSuchConsent = err(
  'not-found',
  'This patient has given no such consent.',
  'The list of their consents shows every one.',
);

const nothingToRevoke = err(
  'conflict',
  'The patient said no to this; there is nothing to revoke.',
  'If they say yes now, take that down as a new consent.',
);

const overAlready = err(
  'invalid-request',
  'The field expires_at does not fit: it has passed already.',
  'Give an end that lies ahead, or none.',
);

const idTaken = err(
  'conflict',
  'Something else was taken down under this id; nothing was changed.',
  'Send it with a new id.',
);
