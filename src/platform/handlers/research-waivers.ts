import {
  endResearchWaiver,
  listResearchWaivers,
  recordResearchWaiver,
  type ResearchWaiver,
} from '../../shared/contract/platform/research-waivers';
import { err, ok, type Result } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { addWaiver, endWaiver, findWaiver, waivers } from '../access/research-waivers';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { today } from '../hipaa/practice-day';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** Boards' waivers of the authorization for a study (45 CFR 164.512(i)(1)(i)). */
export function researchWaiverHandlers(
  service: Service,
): Pick<Handlers, Extract<keyof Handlers, `researchWaivers.${string}`>> {
  const { acts, clock, db } = service;

  return {
    'researchWaivers.list': practiceWide(service, listResearchWaivers, async ({ page, pageSize }) =>
      ok(await waivers(db, page, pageSize)),
    ),

    // Whoever sends it a second time is shown it again, which tells of no patient.
    'researchWaivers.record': practiceWide(service, recordResearchWaiver, (said, caller) =>
      acts.quietly(async (transaction, record): Promise<Result<ResearchWaiver>> => {
        const now = clock();
        const words = happenedIn(recordResearchWaiver.audit);
        const tell = (outcome: NonNullable<Happened['outcome']>) =>
          record(draftBy(caller, { ...words, resource: { ...words.resource, id: said.id }, outcome }, now));
        if (said.approvedOn > today(service)) {
          await tell('failure');
          return notYet;
        }
        const recordedBy = caller.account.userId;
        const waiver: ResearchWaiver = {
          ...said,
          ...{ recordedBy, recordedAt: now, endedBy: null, endedAt: null },
        };
        if (await addWaiver(transaction, waiver)) {
          await tell('success');
          return ok(waiver);
        }
        const known = await findWaiver(transaction, said.id);
        if (known !== null && saysTheSame(known, waiver)) return ok(known);
        await tell('failure');
        return idTaken;
      }),
    ),

    'researchWaivers.end': practiceWide(service, endResearchWaiver, ({ id }, caller) =>
      acts.quietly(async (transaction, record): Promise<Result<ResearchWaiver>> => {
        const now = clock();
        const ended = await endWaiver(transaction, id, caller.account.userId, now);
        const waiver = await findWaiver(transaction, id);
        const words = happenedIn(endResearchWaiver.audit);
        if (waiver === null) {
          await record(draftBy(caller, { ...words, outcome: 'failure' }, now));
          return noSuchWaiver;
        }
        if (ended) await record(draftBy(caller, { ...words, resource: { ...words.resource, id } }, now));
        return ok(waiver);
      }),
    ),
  };
}

/** Whether both say the same, whatever became of one. */
function saysTheSame(one: ResearchWaiver, other: ResearchWaiver): boolean {
  const said = ({ study, board, approvedOn, recordedBy }: ResearchWaiver) =>
    JSON.stringify([study, board, approvedOn, recordedBy]);
  return said(one) === said(other);
}

const notYet = err(
  'invalid-request',
  'The field approvedOn does not fit: that day has not come.',
  'Give the day on which the board approved the waiver.',
);

const idTaken = err(
  'conflict',
  'Another waiver was recorded under this id; nothing was changed.',
  'Send it with a new id.',
);

const noSuchWaiver = err('not-found', 'There is no such waiver.', 'The list shows every one.');
