import { openEventChanges } from '../../shared/contract/platform/event-changes';
import { sealedChangesOf, type SealedChanges } from '../../shared/domain/audit-event/sealed-changes';
import { err, ok, type Refusal } from '../../shared/domain/result';
import { consentGate, noConsent } from '../access/consents';
import { practiceWide } from '../access/practice-wide';
import { damagedLog } from '../audit/damaged-log';
import { draftBy, happenedIn } from '../audit/draft';
import { eventOf, trailFor } from '../audit/trail';
import { readDataKeys } from '../phi/data-keys';
import { openedChanges } from '../phi/event-values';
import { countOpening } from '../phi/openings';
import { isErased } from '../retention/erasures';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { tooManyValues } from './phi';

export function eventChangeHandlers(service: Service): Pick<Handlers, 'audit.openChanges'> {
  const { acts, clock, isLogDamaged, phi } = service;
  return {
    // An attempt over the rate is recorded once a minute, as for other sealed values, and those after it tell nothing.
    'audit.openChanges': practiceWide(
      service,
      openEventChanges,
      async ({ seq, purpose, consentScope: scope, reason }, caller) => {
        if (isLogDamaged()) return damagedLog;
        return acts.quietly(async (transaction, record) => {
          const now = clock();
          const happened = {
            ...happenedIn(openEventChanges.audit),
            resource: { type: openEventChanges.audit.resource, id: String(seq) },
          };
          let found: SealedChanges | null = null;
          const asked = () => ({
            patients: found === null ? [] : [found.patientId],
            phiFields: found === null ? [] : found.changes.map(({ field }) => field),
            purpose,
            justification: reason,
          });
          const refuse = async (
            outcome: 'denied' | 'failure',
            refusal: Refusal,
            meta?: { reason: string },
          ) => {
            await record({ ...draftBy(caller, { ...happened, outcome, meta }, now), ...asked() });
            return refusal;
          };
          const opening = await countOpening(transaction, caller.account.userId, now);
          if (!opening.mayOpen) {
            const refusal = tooManyValues(opening.waitSeconds);
            return opening.isFirst ? refuse('denied', refusal, { reason: 'too-many-values' }) : refusal;
          }
          const trail = trailFor({ db: transaction, phi }, caller.account.userId, 'practice');
          const [line] = await trail.page(seq, 1, 1);
          found = line?.seq === seq ? sealedChangesOf(eventOf(line.body)) : null;
          if (found === null) return refuse('failure', nothingSealed);
          const { patientId, changes } = found;
          if (await isErased(transaction, patientId)) return refuse('failure', erased, { reason: 'erased' });
          const unconsented = await consentGate(transaction, { patientId, purpose, scope }, now);
          if (unconsented !== null) return refuse('denied', unconsented, noConsent);
          const keys = await readDataKeys(transaction, phi.key);
          const opened = await openedChanges(transaction, keys, phi.key, patientId, changes);
          if (opened === null) return refuse('failure', unreadable, { reason: 'value-altered' });
          await record({ ...draftBy(caller, happened, now), ...asked() });
          return ok({ seq, patientId, changes: opened });
        });
      },
    ),
  };
}

const nothingSealed = err(
  'not-found',
  'No event with sealed values stands at this place of the trail.',
  'Open one that tells of a change of a patient’s details; what was purged for its age is gone.',
);

const erased = err(
  'not-found',
  'This patient’s record was destroyed, and what the trail still holds of it is not shown.',
  'The certificate of destruction says when and why.',
);

const unreadable = err(
  'damaged',
  'The values of this event cannot be opened: they were not sealed here, or their key is gone.',
  'The event itself is unaltered; tell your IT staff if it should open.',
);
