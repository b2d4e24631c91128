import type { Selectable } from 'kysely';
import { erasePatient, getCertificate, listCertificates } from '../../shared/contract/platform/destruction';
import { err, ok, type Refusal } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { draftBy, happenedIn } from '../audit/draft';
import type { DestructionCertificateTable } from '../database/record-tables';
import { lockKeys, sealingKeys } from '../phi/data-keys';
import { basisFor, eraseRow, type ErasureBar } from '../retention/erasures';
import { lockHolds } from '../retention/holds';
import { isInOpenIncident } from '../retention/open-incidents';
import type { Service } from '../service';
import type { Handlers } from './handler';
import { incidentDocuments } from './incidents';

/** What destroys records for ever, and the certificates of it (build/decisions/archives-and-retention.md). */
export function destructionHandlers(
  service: Service,
): Pick<Handlers, 'patients.erase' | 'certificates.list' | 'certificates.get'> {
  const { acts, clock, db, phi } = service;
  return {
    'patients.erase': practiceWide(service, erasePatient, async ({ patientId, id, reason }, caller) => {
      const erased = await acts.act(async (transaction, record) => {
        await lockHolds(transaction);
        await lockKeys(transaction);
        const now = clock();
        const happened = happenedIn(erasePatient.audit);
        const resource = { type: happened.resource.type, id: patientId };
        const known = await transaction
          .selectFrom('patient_erasure')
          .selectAll()
          .where('patient_erasure_id', '=', id)
          .executeTakeFirst();
        if (known !== undefined) {
          const isSame = known.patient_id === patientId && known.user_id === caller.account.userId;
          const outcome = isSame ? 'success' : 'failure';
          await record(draftBy(caller, { ...happened, outcome, meta: { erasureId: id } }, now));
          return isSame ? ok({ basis: known.basis, finishedAt: known.finished_at }) : taken;
        }
        const basis = await basisFor(transaction, patientId, now, async () =>
          isInOpenIncident(
            transaction,
            await sealingKeys(transaction, phi.key),
            incidentDocuments,
            patientId,
          ),
        );
        if (basis === 'not-found') {
          // What was asked for is no patient's id: it may be anything that somebody typed, and is not kept.
          await record(draftBy(caller, { ...happened, outcome: 'failure' }, now));
          return refusalFor[basis];
        }
        const about = { patients: [patientId] };
        if (basis === 'legal-hold' || basis === 'retention' || basis === 'incident') {
          const denied = { ...happened, resource, outcome: 'denied', meta: { reason: basis } } as const;
          await record({ ...draftBy(caller, denied, now), ...about });
          return refusalFor[basis];
        }
        const fieldVersion = await eraseRow(transaction, phi.key, patientId, now);
        await transaction
          .insertInto('patient_erasure')
          .values({
            patient_erasure_id: id,
            patient_id: patientId,
            basis,
            reason,
            user_id: caller.account.userId,
            began_at: now,
            field_version: fieldVersion,
          })
          .execute();
        const meta = { basis, why: reason, erasureId: id, fieldKeysUpTo: fieldVersion };
        await record({ ...draftBy(caller, { ...happened, resource, meta }, now), ...about });
        return ok({ basis, finishedAt: null });
      });
      if (erased.ok) phi.nudge();
      return erased;
    }),

    'certificates.list': practiceWide(service, listCertificates, async ({ from, limit }) => {
      const rows = await db
        .selectFrom('destruction_certificate')
        .selectAll()
        .orderBy('issued_at', 'desc')
        .orderBy('certificate_id')
        .offset(from)
        .limit(limit)
        .execute();
      const { total } = await db
        .selectFrom('destruction_certificate')
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return ok({ certificates: rows.map(listedOf), total: Number(total) });
    }),

    'certificates.get': practiceWide(service, getCertificate, ({ certificateId }, caller) =>
      acts.act(async (transaction, record) => {
        const row = await transaction
          .selectFrom('destruction_certificate')
          .selectAll()
          .where('certificate_id', '=', certificateId)
          .executeTakeFirst();
        const happened = happenedIn(getCertificate.audit);
        const { type } = happened.resource;
        const told =
          row === undefined
            ? ({ ...happened, outcome: 'failure' } as const)
            : { ...happened, resource: { type, id: certificateId } };
        await record({
          ...draftBy(caller, told, clock()),
          patients: row === undefined ? [] : patientsIn(row),
        });
        return row === undefined ? noSuchCertificate : ok({ ...listedOf(row), body: row.body });
      }),
    ),
  };
}

/** Whom a certificate names. */
function patientsIn({ body }: Selectable<DestructionCertificateTable>): string[] {
  const { what } = JSON.parse(body) as { what: { patientId?: string } };
  return what.patientId === undefined ? [] : [what.patientId];
}

function listedOf(row: Selectable<DestructionCertificateTable>) {
  return {
    certificateId: row.certificate_id,
    kind: row.kind,
    issuedAt: row.issued_at,
    issuedFor: row.user_id,
    sha256: row.sha256,
  };
}

const refusalFor: Readonly<Record<ErasureBar, Refusal>> = {
  'not-found': err(
    'not-found',
    'There is no such patient, or their record was destroyed before.',
    'Check whom you mean.',
  ),
  'legal-hold': err(
    'denied',
    'A legal hold reaches this patient; nothing was destroyed.',
    'See which hold it is; whoever placed it can say when it ends.',
  ),
  incident: err(
    'denied',
    'An open incident concerns this patient, or may; nothing was destroyed.',
    'Close the incident first: whom a breach concerns must be told of it, for which their address is needed.',
  ),
  retention: err(
    'denied',
    'This patient’s record must still be kept; nothing was destroyed.',
    'It may go once its retention is over. Who was entered by mistake may go while nothing else is recorded of them.',
  ),
};

const taken = err('conflict', 'An erasure with this id was asked for before.', 'Ask with a new id.');

const noSuchCertificate = err('not-found', 'There is no such certificate.', 'Look at the list again.');
