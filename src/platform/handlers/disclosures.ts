import {
  accountDisclosures,
  amendDisclosure,
  listDisclosures,
  recordDisclosure,
  type Disclosure,
} from '../../shared/contract/platform/disclosures';
import type { AuditWords } from '../../shared/contract/platform/call';
import { accountingDueOn, accountingReachesTo } from '../../shared/domain/disclosure';
import { err, ok, type Result } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { isPatient } from '../access/consents';
import { addDisclosure, disclosuresOf } from '../access/disclosures';
import { practiceWide } from '../access/practice-wide';
import type { Recorder } from '../audit/act';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import type { DatabaseTransaction } from '../database/schema';
import { gateShut, phiGate } from '../hipaa/phi-gate';
import { today } from '../hipaa/practice-day';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** What an accounting holds at most; more is refused, for what is left out would not be accounted for. */
const MOST = 5000;

/** How an act on one patient's register ends: its answer, and what the event says beside its words. */
interface Ending<Value> {
  answer: Result<Value>;
  volume?: { records: number };
  /** Other words than the call's own. */
  words?: AuditWords;
}

export function disclosureHandlers(
  service: Service,
): Pick<Handlers, 'disclosures.list' | 'disclosures.record' | 'disclosures.amend' | 'disclosures.account'> {
  const { acts, clock } = service;

  /** Does something with the register of one patient; the event says whether it could be done. */
  function act<Value>(
    caller: Caller,
    words: AuditWords,
    { patientId, id }: { patientId: string; id?: string },
    work: (transaction: DatabaseTransaction, now: number) => Promise<Ending<Value>>,
  ): Promise<Result<Value>> {
    return acts.act(async (transaction, record: Recorder) => {
      const now = clock();
      const known = await isPatient(transaction, patientId);
      const ending: Ending<Value> = known ? await work(transaction, now) : { answer: noSuchPatient };
      const { answer, volume } = ending;
      const happened = happenedIn(ending.words ?? words);
      const outcome: Partial<Happened> = answer.ok
        ? {}
        : answer.code === 'denied'
          ? { outcome: 'denied', meta: gateShut }
          : { outcome: 'failure' };
      const resource = { ...happened.resource, ...(id !== undefined && { id }) };
      await record({
        ...draftBy(caller, { ...happened, ...outcome, resource }, now),
        ...(known && { patients: [patientId], phiFields: ['disclosures'] }),
        ...(volume !== undefined && { volume }),
      });
      return answer;
    });
  }

  return {
    'disclosures.list': practiceWide(service, listDisclosures, ({ patientId, page, pageSize }, caller) =>
      act(caller, listDisclosures.audit, { patientId }, async (transaction) => ({
        answer: ok(await disclosuresOf(transaction, patientId).page(page, pageSize)),
      })),
    ),

    'disclosures.record': practiceWide(service, recordDisclosure, (request, caller) =>
      act(caller, recordDisclosure.audit, request, async (transaction, now) => {
        const shut = await phiGate(service, transaction);
        if (shut !== null) return { answer: shut };
        if ((request.repeated?.lastOn ?? request.disclosedOn) > today(service)) return { answer: notYet };
        const entry: Disclosure = {
          ...request,
          version: 1,
          withdrawn: false,
          reason: null,
          recordedBy: caller.account.userId,
          recordedAt: now,
        };
        if (await addDisclosure(transaction, entry)) return { answer: ok(entry) };
        const known = await disclosuresOf(transaction, request.patientId).one(request.id);
        if (known === null || !saysTheSame(known, entry)) return { answer: idTaken };
        // Whoever sends it a second time is shown it again, which is a reading of it.
        return { answer: ok(known), words: listDisclosures.audit };
      }),
    ),

    'disclosures.amend': practiceWide(service, amendDisclosure, (request, caller) =>
      act(caller, amendDisclosure.audit, request, async (transaction, now) => {
        const shut = await phiGate(service, transaction);
        if (shut !== null) return { answer: shut };
        if ((request.repeated?.lastOn ?? request.disclosedOn) > today(service)) return { answer: notYet };
        const known = await disclosuresOf(transaction, request.patientId).one(request.id);
        if (known === null) return { answer: noSuchDisclosure };
        if (known.version !== request.version) return { answer: amendedMeanwhile };
        const entry: Disclosure = {
          ...request,
          version: known.version + 1,
          recordedBy: caller.account.userId,
          recordedAt: now,
        };
        // Of two at once the second finds the version taken.
        return { answer: (await addDisclosure(transaction, entry)) ? ok(entry) : amendedMeanwhile };
      }),
    ),

    'disclosures.account': practiceWide(service, accountDisclosures, ({ patientId, from }, caller) =>
      act(caller, accountDisclosures.audit, { patientId }, async (transaction) => {
        const askedOn = today(service);
        const reach = accountingReachesTo(askedOn);
        const begin = from === undefined || from < reach ? reach : from;
        const found = await disclosuresOf(transaction, patientId).between(begin, askedOn, MOST + 1);
        if (found.length > MOST) return { answer: tooManyToAccount };
        return {
          answer: ok({ askedOn, from: begin, dueOn: accountingDueOn(askedOn), disclosures: found }),
          volume: { records: found.length },
        };
      }),
    ),
  };
}

function saysTheSame(one: Disclosure, other: Disclosure): boolean {
  const said = ({ disclosedOn, recipient, recipientAddress, what, purpose, repeated }: Disclosure) =>
    JSON.stringify([
      disclosedOn,
      recipient,
      recipientAddress,
      what,
      purpose,
      repeated?.times,
      repeated?.lastOn,
    ]);
  return one.version === 1 && said(one) === said(other);
}

const noSuchPatient = err('not-found', 'There is no such patient.', 'Look the patient up again.');

const noSuchDisclosure = err(
  'not-found',
  'The register of this patient has no such disclosure.',
  'The register shows every one.',
);

const notYet = err(
  'invalid-request',
  'The day lies ahead: what has not been disclosed yet is not entered.',
  'Give the day on which it was disclosed.',
);

const idTaken = err(
  'conflict',
  'Something else was entered under this id, or it was amended since; nothing was changed.',
  'Send it with a new id, or amend what is there.',
);

const amendedMeanwhile = err(
  'conflict',
  'Somebody amended this disclosure since you read it; nothing was changed.',
  'Read it again, and amend what still needs it.',
);

const tooManyToAccount = err(
  'too-large',
  'There are more disclosures than one accounting holds.',
  'Ask for fewer years at once.',
);
