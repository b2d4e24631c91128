import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AuditWords } from '../../shared/contract/platform/call';
import {
  createPatient,
  findPatients,
  getPatient,
  updatePatient,
} from '../../shared/contract/platform/patients';
import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import { patientFields, type Demographics } from '../../shared/domain/patient-record';
import { err, ok } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { runningBreakGlass } from '../access/break-glass';
import { consentGate, noConsent } from '../access/consents';
import { mayRegisterWith, patientRecordsFor } from '../access/patients';
import { isStaff } from '../access/workforce';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { underEmergency } from '../audit/patient-reading';
import type { DatabaseTransaction } from '../database/schema';
import { gateShut, phiGate } from '../hipaa/phi-gate';
import { enterPatient } from '../patients/new-pseudonym';
import { openRecord, shown, textOf, type PatientRecord } from '../patients/record';
import { holdKeys, readDataKeys, sealingKeys, type SealingKeys } from '../phi/data-keys';
import { sealedChanges } from '../phi/event-values';
import { addressColumn, demographicsColumn, sealedRow } from '../phi/sealed-columns';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** How many may share what they are found by: a household often shares an address for mail. */
const FOUND_AT_MOST = 20;

export function patientHandlers(
  service: Service,
): Pick<Handlers, 'patients.get' | 'patients.find' | 'patients.create' | 'patients.update'> {
  const { acts, clock, phi } = service;
  return {
    'patients.get': ({ patientId, fields, purpose, consentScope }, caller) =>
      acts.act(async (transaction, record) => {
        const now = clock();
        const running = await runningBreakGlass(transaction, caller.account.userId, now);
        const emergency = running.get(patientId);
        const row = await recordOf(transaction, caller, patientId, now, emergency !== undefined);
        const phiFields = [...new Set(fields)];
        const happened = {
          phiFields,
          ...(emergency === undefined ? { purpose } : underEmergency(emergency, { use: purpose })),
        };
        if (row === undefined) {
          await record(await unseen(transaction, caller, getPatient.audit, patientId, happened, now));
          return noSuchPatient;
        }
        // An emergency opens the record, not every use of what it holds: that stays what it is said to be for.
        const unconsented = await consentGate(transaction, { patientId, purpose, scope: consentScope }, now);
        if (unconsented !== null) {
          const under = emergency && { breakGlass: emergency.breakGlassId };
          const meta = { ...noConsent, ...under };
          const denied = { phiFields, purpose, outcome: 'denied', details: { meta } } as const;
          await record(aboutPatient(caller, getPatient.audit, patientId, denied, now));
          return unconsented;
        }
        const opened = openRecord(await readDataKeys(transaction, phi.key), row);
        const outcome = opened === null ? 'failure' : 'success';
        await record(aboutPatient(caller, getPatient.audit, patientId, { ...happened, outcome }, now));
        if (opened === null) return unreadable;
        const { pseudonym, version } = row;
        return ok({ patientId, pseudonym, version, fields: shown(opened, fields) });
      }),

    'patients.find': ({ by, purpose, consentScope }, caller) =>
      acts.act(async (transaction, record) => {
        const now = clock();
        const seen = patientRecordsFor(transaction, caller, now)
          .orderBy('patient.place')
          .limit(FOUND_AT_MOST);
        const matching = await (async () => {
          if (by.field === 'pseudonym') return seen.where('patient.pseudonym', '=', by.value).execute();
          const { blindIndex } = await readDataKeys(transaction, phi.key);
          const column = `patient_record.${by.field}_index` as const;
          return seen.where(column, '=', blindIndex(by.field, by.value)).execute();
        })();
        // Who has not consented to this use is not found for it, and the trail tells of whom that was.
        const rows: typeof matching = [];
        const unconsented: string[] = [];
        for (const row of matching) {
          const use = { patientId: row.patient_id, purpose, scope: consentScope };
          if ((await consentGate(transaction, use, now)) === null) rows.push(row);
          else unconsented.push(row.patient_id);
        }
        const search = {
          // A pseudonym is none of the patient's own.
          phiFields: by.field === 'pseudonym' ? [] : [by.field],
          purpose,
        };
        const found = happenedIn(findPatients.audit);
        const patients = rows.map((row) => row.patient_id);
        await record({ ...draftBy(caller, found, now), ...search, patients });
        if (unconsented.length > 0) {
          const denied = { ...found, outcome: 'denied', meta: noConsent } as const;
          await record({ ...draftBy(caller, denied, now), ...search, patients: unconsented });
        }
        return ok({ patients: rows.map((row) => ({ patientId: row.patient_id, pseudonym: row.pseudonym })) });
      }),

    // A registration that was sent twice is found again, and has nothing to tell.
    'patients.create': (request, caller) =>
      acts.quietly(async (transaction, record) => {
        const now = clock();
        const { patientId, providerId } = request;
        const asked = { demographics: request.demographics, address: request.address };
        const refuse = async <T>(outcome: 'denied' | 'failure', refusal: T, meta?: Happened['meta']) => {
          const draft = draftBy(caller, { ...happenedIn(createPatient.audit), outcome, meta }, now);
          await record(draft);
          return refusal;
        };
        const shut = await phiGate(service, transaction);
        if (shut !== null) return refuse('denied', shut, gateShut);
        // After the gate: that says what is wrong where the keys are not what they were.
        const keys = await sealingKeys(transaction, phi.key);
        if (await isPatient(transaction, patientId)) {
          const row = await recordOf(transaction, caller, patientId, now);
          const known = row && openRecord(keys, row);
          const isSame = row?.user_id === providerId && isDeepStrictEqual(known, asked);
          if (!isSame) return refuse('failure', taken);
          return ok({ patientId, pseudonym: row.pseudonym, version: row.version });
        }
        if (!(await mayRegisterWith(transaction, caller, providerId, now))) {
          return refuse('denied', noSuchProvider);
        }
        if (!(await isStaff(transaction, providerId))) return refuse('failure', noSuchProvider);
        if (await isMrnTaken(transaction, keys, asked.demographics)) return refuse('failure', mrnTaken);

        const pseudonym = await enterPatient(transaction, patientId);
        const householdId = await settle(transaction, keys, asked);
        await transaction
          .insertInto('patient_record')
          .values({
            patient_id: patientId,
            household_id: householdId,
            user_id: providerId,
            registered_at: now,
            vip: false,
            ...sealedDemographics(keys, patientId, asked.demographics),
          })
          .execute();
        const phiFields = patientFields.filter((field) => textOf(asked, field) !== undefined);
        await record(aboutPatient(caller, createPatient.audit, patientId, { phiFields }, now));
        return ok({ patientId, pseudonym, version: 1 });
      }),

    'patients.update': ({ patientId, version, changes }, caller) =>
      acts.act(async (transaction, record) => {
        await holdKeys(transaction);
        const now = clock();
        const { audit } = updatePatient;
        // Of two edits at once the second waits, and then sees the version that the first one made.
        const row = await patientRecordsFor(transaction, caller, now)
          .where('patient_record.patient_id', '=', patientId)
          .forUpdate('patient_record')
          .executeTakeFirst();
        if (row === undefined) {
          await record(await unseen(transaction, caller, audit, patientId, {}, now));
          return noSuchPatient;
        }
        const refuse = async <T>(refusal: T) => {
          await record(aboutPatient(caller, audit, patientId, { outcome: 'failure' }, now));
          return refusal;
        };
        if (row.version !== version) return refuse(changedMeanwhile);
        const shut = await phiGate(service, transaction);
        if (shut !== null) {
          const denied = { outcome: 'denied', details: { meta: gateShut } } as const;
          await record(aboutPatient(caller, audit, patientId, denied, now));
          return shut;
        }
        const keys = await sealingKeys(transaction, phi.key);
        const before = openRecord(keys, row);
        if (before === null) return refuse(unreadable);
        const after = changed(before, changes);
        const phiFields = patientFields.filter((field) => textOf(before, field) !== textOf(after, field));
        if (phiFields.length === 0) {
          await record(aboutPatient(caller, audit, patientId, { phiFields }, now));
          return ok({ patientId, version });
        }
        if (phiFields.includes('mrn') && (await isMrnTaken(transaction, keys, after.demographics))) {
          return refuse(mrnTaken);
        }
        const householdId = phiFields.includes('address')
          ? await move(transaction, keys, row, after)
          : row.household_id;
        await transaction
          .updateTable('patient_record')
          .set({
            household_id: householdId,
            version: version + 1,
            ...sealedDemographics(keys, patientId, after.demographics),
          })
          .where('patient_id', '=', patientId)
          .execute();
        const fields = phiFields.map((field) => ({
          field,
          old: textOf(before, field),
          new: textOf(after, field),
        }));
        const sealed = await sealedChanges(transaction, keys, phi.key, patientId, fields, now);
        await record({
          ...aboutPatient(caller, audit, patientId, { phiFields }, now),
          details: { changes: sealed },
        });
        return ok({ patientId, version: version + 1 });
      }),
  };
}

type Happening = Partial<
  Pick<AuditEventDraft, 'outcome' | 'phiFields' | 'purpose' | 'justification' | 'details'>
>;

function aboutPatient(
  caller: Caller,
  audit: AuditWords,
  patientId: string,
  happening: Happening,
  now: number,
): AuditEventDraft {
  const { action, verb, resource: type } = audit;
  const draft = draftBy(caller, { action, verb, resource: { type, id: patientId } }, now);
  return { ...draft, patients: [patientId], ...happening };
}

/** The event of asking for a patient who is none, or none for this caller: to them the two look the same. */
async function unseen(
  transaction: DatabaseTransaction,
  caller: Caller,
  audit: AuditWords,
  patientId: string,
  happening: Happening,
  now: number,
): Promise<AuditEventDraft> {
  if (await isPatient(transaction, patientId)) {
    return aboutPatient(caller, audit, patientId, { ...happening, outcome: 'denied' }, now);
  }
  // What was asked for is no patient's id: it may be anything that somebody typed, and is not kept.
  return { ...draftBy(caller, { ...happenedIn(audit), outcome: 'failure' }, now), ...happening };
}

function recordOf(
  transaction: DatabaseTransaction,
  caller: Caller,
  patientId: string,
  now: number,
  isEmergency = false,
) {
  return patientRecordsFor(transaction, caller, now, isEmergency ? patientId : null)
    .where('patient_record.patient_id', '=', patientId)
    .executeTakeFirst();
}

async function isPatient(transaction: DatabaseTransaction, patientId: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('patient')
    .select('patient_id')
    .where('patient_id', '=', patientId)
    .executeTakeFirst();
  return row !== undefined;
}

async function isMrnTaken(
  transaction: DatabaseTransaction,
  keys: SealingKeys,
  { mrn }: Demographics,
): Promise<boolean> {
  if (mrn === undefined) return false;
  const row = await transaction
    .selectFrom('patient_record')
    .select('patient_id')
    .where('mrn_index', '=', keys.blindIndex('mrn', mrn))
    .executeTakeFirst();
  return row !== undefined;
}

/** The columns of what is written down of a patient. */
function sealedDemographics(keys: SealingKeys, patientId: string, demographics: Demographics) {
  return sealedRow(keys, demographicsColumn, patientId, demographics) as {
    demographics: string;
    mrn_index: string | null;
    email_index: string | null;
  };
}

/** A household of its own at this address. */
async function settle(
  transaction: DatabaseTransaction,
  keys: SealingKeys,
  { address }: Pick<PatientRecord, 'address'>,
): Promise<string> {
  const householdId = randomUUID();
  const sealed = sealedRow(keys, addressColumn, householdId, address) as { address: string };
  await transaction
    .insertInto('household')
    .values({ household_id: householdId, ...sealed })
    .execute();
  return householdId;
}

/** Whoever shares a household keeps their address when one of them moves: that one gets a household of their own. */
async function move(
  transaction: DatabaseTransaction,
  keys: SealingKeys,
  row: { patient_id: string; household_id: string },
  { address }: PatientRecord,
): Promise<string> {
  const others = await transaction
    .selectFrom('patient_record')
    .select('patient_id as id')
    .where('household_id', '=', row.household_id)
    .where('patient_id', '<>', row.patient_id)
    .unionAll(
      transaction
        .selectFrom('workforce_record')
        .select((eb) => eb.cast<string>('user_id', 'text').as('id'))
        .where('household_id', '=', row.household_id),
    )
    .limit(1)
    .executeTakeFirst();
  if (others !== undefined) return settle(transaction, keys, { address });
  await transaction
    .updateTable('household')
    .set(sealedRow(keys, addressColumn, row.household_id, address) as { address: string })
    .where('household_id', '=', row.household_id)
    .execute();
  return row.household_id;
}

type Changes = Parameters<Handlers['patients.update']>[0]['changes'];

function changed(before: PatientRecord, { address, ...fields }: Changes): PatientRecord {
  // Undefined leaves a field as it is, null takes it away.
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const merged = Object.entries({ ...before.demographics, ...Object.fromEntries(given) });
  return {
    demographics: Object.fromEntries(merged.filter(([, value]) => value !== null)) as Demographics,
    address: address ?? before.address,
  };
}

const noSuchPatient = err(
  'not-found',
  'There is no such patient among those you may see.',
  'Check whom you mean; a colleague who cares for them may see them.',
);

const unreadable = err(
  'damaged',
  'What is written down of this patient cannot be opened: it was changed outside Wardkeeper, or its key is gone.',
  'Leave it as it is and tell your IT staff: a backup may hold it.',
);

const changedMeanwhile = err(
  'conflict',
  'Somebody changed this patient since you read them; nothing was overwritten.',
  'Read them again, then make your change.',
);

const taken = err(
  'conflict',
  'A patient with this id is registered already, and differs.',
  'Register with a new id, or look at who is there.',
);

const mrnTaken = err(
  'conflict',
  'Another patient has this record number.',
  'Check the number, or find the patient who has it.',
);

const noSuchProvider = err(
  'invalid-request',
  'The field providerId names nobody with whom you may register patients.',
  'Choose a provider of the practice whom you work with.',
);
