import { randomUUID } from 'node:crypto';
import {
  createAgreement,
  deactivateAgreement,
  listAgreements,
  readAgreement,
  type HipaaAgreement,
} from '../../shared/contract/platform/hipaa-agreements';
import { formatInstant } from '../../shared/domain/audit-event/instant';
import { isInForce } from '../../shared/domain/hipaa-agreement';
import { err, ok } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import type { Database } from '../database/schema';
import { addAgreement, agreementsOn, endAgreement } from '../hipaa/agreements';
import { today } from '../hipaa/practice-day';
import { hipaaSettingsOf } from '../hipaa/settings';
import type { Service } from '../service';
import type { Handlers } from './handler';

export function agreementHandlers(
  service: Service,
): Pick<Handlers, 'hipaa.createBaa' | 'hipaa.listBaa' | 'hipaa.readBaa' | 'hipaa.deactivateBaa'> {
  const { acts, clock, db } = service;
  const agreements = (within: Database = db) => agreementsOn(within, today(service));
  const about = (happened: Happened, id: string): Happened => ({
    ...happened,
    category: 'administration',
    resource: { ...happened.resource, id },
  });

  return {
    'hipaa.createBaa': practiceWide(
      service,
      createAgreement,
      async ({ id = randomUUID(), ...given }, caller) => {
        const { allowedRegions } = await hipaaSettingsOf(db);
        if (!allowedRegions.includes(given.data_residency_region)) return regionNotAllowed;
        return acts.quietly(async (transaction, record) => {
          const now = clock();
          const agreement: HipaaAgreement = {
            id,
            ...given,
            is_active: isInForce(
              { effectiveOn: given.effective_date, expiresOn: given.expiry_date, deactivatedAt: null },
              today(service),
            ),
            created_at: formatInstant(now),
            deactivated_at: null,
          };
          if (await addAgreement(transaction, agreement, caller.account.userId, now)) {
            await record(draftBy(caller, about(happenedIn(createAgreement.audit), id), now));
            return ok(agreement);
          }
          const known = await agreements(transaction).one(id);
          return known !== null && isSame(known, agreement) ? ok(known) : idTaken;
        });
      },
    ),

    'hipaa.listBaa': practiceWide(service, listAgreements, async ({ page, page_size }) => {
      const { items, total } = await agreements().page(page, page_size);
      return ok({ items, total, page, page_size });
    }),

    'hipaa.readBaa': practiceWide(service, readAgreement, async ({ id }) => {
      const agreement = await agreements().one(id);
      return agreement === null ? noSuchAgreement : ok(agreement);
    }),

    'hipaa.deactivateBaa': practiceWide(service, deactivateAgreement, ({ id }, caller) =>
      // Ended already, it is told as it is: the same request twice is one end.
      acts.quietly(async (transaction, record) => {
        const now = clock();
        if (await endAgreement(transaction, id, now)) {
          await record(draftBy(caller, about(happenedIn(deactivateAgreement.audit), id), now));
        }
        const agreement = await agreements(transaction).one(id);
        return agreement === null ? noSuchAgreement : ok(agreement);
      }),
    ),
  };
}

/** Whether both say the same; when they were recorded, and whether one has ended, aside. */
function isSame(one: HipaaAgreement, other: HipaaAgreement): boolean {
  const said = (agreement: HipaaAgreement) =>
    JSON.stringify({ ...agreement, is_active: true, created_at: '', deactivated_at: null });
  return said(one) === said(other);
}

const regionNotAllowed = err(
  'invalid-request',
  'The field data_residency_region does not fit: the region is not one of those allowed.',
  'Name an allowed region, or allow this one in the HIPAA settings first.',
);

const idTaken = err(
  'conflict',
  'Another agreement has this id; nothing was changed.',
  'Send it with a new id, or with none.',
);

const noSuchAgreement = err('not-found', 'There is no such agreement.', 'The list shows every agreement.');
