import type { AuditWords } from '../../shared/contract/platform/call';
import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import { err, type Refusal, type Result } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { patientFor } from '../access/reach';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import type { DatabaseTransaction } from '../database/schema';
import { gateShut, phiGate } from '../hipaa/phi-gate';
import type { Service } from '../service';

/** Something about one patient's care that is being entered or changed. */
export interface PatientAct<Found> {
  transaction: DatabaseTransaction;
  /** Microseconds. */
  now: number;
  found: Found;
  /** Records that it was not done, and why: `reason` has words of its own (reason-words.ts). */
  refuse(refusal: Refusal, reason: string): Promise<Refusal>;
  /** Records that it was done. */
  done(more?: Partial<Pick<Happened, 'verb' | 'meta'>> & { changed?: readonly string[] }): Promise<void>;
}

/** Whose it is: the patient, and where it is there already the person whose own work it is, for the scope `own`. */
interface Whose {
  patientId: string;
  userId?: string;
}

/** What is entered: its id, for the event, and whether it brings data of the patient in. */
interface Entered {
  id?: string;
  takesIn: boolean;
}

export type DecideForPatient = <Found extends Whose, Reply>(
  caller: Caller,
  words: AuditWords,
  entered: Entered,
  find: (transaction: DatabaseTransaction) => Promise<Found | null>,
  work: (act: PatientAct<Found>) => Promise<Result<Reply>>,
) => Promise<Result<Reply>>;

/**
 * Decides something about one patient's care in one transaction, with its event. `find` gives what it is about, locked
 * where it is there already; who does not reach its patient hears that there is none, as where there is none. Where it
 * takes data in, the gate is asked, and what others enter about the same patient meanwhile waits. `work` may find that
 * it was done already, and then has nothing to tell.
 */
export function decidingForPatients(service: Service): DecideForPatient {
  const { acts, clock } = service;
  return (caller, words, { id, takesIn }, find, work) => {
    const spoken = happenedIn(words);
    const happened: Happened =
      id === undefined ? spoken : { ...spoken, resource: { ...spoken.resource, id } };
    return acts.quietly(async (transaction, record) => {
      const now = clock();
      const found = await find(transaction);
      const event = (more: Partial<Happened>, patients: string[]): AuditEventDraft => ({
        ...draftBy(caller, { ...happened, ...more }, now),
        patients,
        phiFields: [words.resource.toLowerCase()],
        ...(words.resource === 'Encounter' && id !== undefined && { encounterId: id }),
      });
      const seen = found === null ? 'unknown' : await patientFor(transaction, caller, found.patientId, now);
      const isOwn = caller.access === 'own' && found?.userId === caller.account.userId;
      if (found === null || seen === 'unknown' || (seen === 'beyond-reach' && !isOwn)) {
        const reason = seen === 'unknown' ? 'unknown-patient' : 'out-of-reach';
        // What nobody knows may be anything that somebody typed.
        const patients = found === null || seen === 'unknown' ? [] : [found.patientId];
        await record({ ...event({ outcome: 'denied', meta: { reason } }, patients), phiFields: [] });
        return beyondReach;
      }
      const act: PatientAct<typeof found> = {
        transaction,
        now,
        found,
        async refuse(refusal, reason) {
          const outcome = refusal.code === 'denied' ? 'denied' : 'failure';
          await record(event({ outcome, meta: { reason } }, [found.patientId]));
          return refusal;
        },
        async done({ changed, ...more } = {}) {
          const draft = event(more, [found.patientId]);
          const changes = changed?.map((field) => ({ field }));
          await record(changes === undefined ? draft : { ...draft, details: { ...draft.details, changes } });
        },
      };
      if (takesIn) {
        const shut = await phiGate(service, transaction);
        if (shut !== null) return act.refuse(shut, gateShut.reason);
        if (!(await lockRecord(transaction, found.patientId))) return act.refuse(noRecord, 'not-found');
      }
      return work(act);
    });
  };
}

/** False where nothing is written down of the patient: their record was destroyed. */
async function lockRecord(transaction: DatabaseTransaction, patientId: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('patient_record')
    .select('patient_id')
    .where('patient_id', '=', patientId)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** One answer for what is not there and what is of a patient beyond reach. */
const beyondReach = err(
  'not-found',
  'There is no such patient, or no such entry of theirs, among those you care for.',
  'Look at the list again; a colleague who cares for them may do it.',
);

const noRecord = err(
  'not-found',
  'The record of this patient was destroyed; nothing is entered about them any more.',
  'Register them anew, if they come back.',
);

/** Refusals that what is entered about care has in common. */
export const careRefusals = {
  idTaken: err(
    'conflict',
    'Something else was entered under this id; nothing was changed.',
    'Send it with a new id, or look at what is there.',
  ),
  changedMeanwhile: err(
    'conflict',
    'Somebody changed this since you read it; nothing was overwritten.',
    'Read it again, then decide.',
  ),
  outOfTime: err(
    'invalid-request',
    'The time does not fit: it lies too far back or ahead, or its end is before its beginning.',
    'Check the day and the time.',
  ),
  notStaff: err(
    'invalid-request',
    'The field userId names nobody whose work you may enter here.',
    'Choose somebody who works here, and with whom you work.',
  ),
  overAlready: err('conflict', 'This is over already; nothing was changed.', 'Look at the list again.'),
  thereAlready: err('conflict', 'This is so already; nothing was changed.', 'Look at the list again.'),
} as const;
