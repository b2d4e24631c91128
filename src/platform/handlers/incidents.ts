import { sql } from 'kysely';
import {
  closeIncident,
  createIncident,
  getIncident,
  listIncidents,
  listIncidentVersions,
  readIncidentProofs,
  reopenIncident,
  saveIncident,
  signOffIncident,
} from '../../shared/contract/platform/incidents';
import {
  eventsNamed,
  headingOfIncident,
  incident,
  incidentHeading,
  incidentStanding,
  signOffBar,
  standingAfterSave,
  type Incident,
  type IncidentHeading,
  type IncidentStanding,
} from '../../shared/domain/incident';
import { err, ok, type Refusal } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { base64Url, newestCheckpoint } from '../audit/trail';
import type { DatabaseTransaction } from '../database/schema';
import { documentActs } from '../documents/document-acts';
import type { DocumentKind } from '../documents/document-kind';
import type { Service } from '../service';
import type { Handlers } from './handler';

export const incidentDocuments: DocumentKind<Incident, IncidentHeading, IncidentStanding> = {
  name: 'incident',
  form: 1,
  content: incident,
  heading: incidentHeading,
  standing: incidentStanding,
  headingOf: headingOfIncident,
  phaseOf: ({ phase }) => phase,
  patientsOf: ({ patients }) => patients,
  eventsOf: eventsNamed,
  viewed: getIncident.audit,
};

export function incidentHandlers(
  service: Service,
): Pick<Handlers, Extract<keyof Handlers, `incidents.${string}`>> {
  const documents = documentActs(service, incidentDocuments);
  const { verifierKey } = service;

  return {
    'incidents.create': practiceWide(service, createIncident, ({ id, incident: content }, caller) => {
      const assessedBy = content.assessment === null ? null : caller.account.userId;
      const standing = { state: 'open', reason: null, assessedBy, signOff: null } as const;
      return documents.create(caller, createIncident.audit, id, { content, standing }, (transaction) =>
        unknownIn(transaction, content, null),
      );
    }),

    'incidents.get': practiceWide(service, getIncident, ({ id, version }, caller) =>
      documents.read(caller, id, version),
    ),

    'incidents.proofs': practiceWide(service, readIncidentProofs, async ({ id, version }, caller) => {
      const found = await documents.proofs(caller, readIncidentProofs.audit, id, version);
      if (!found.ok) return found;
      const { events, checkpoints } = found.value;
      return ok({
        version: found.value.version,
        events: events.map(({ leafHash, proof, ...place }) => ({
          ...place,
          leafHash: base64Url(leafHash),
          proof: proof.map(base64Url),
        })),
        checkpoints,
        verifierKey,
      });
    }),

    'incidents.list': practiceWide(service, listIncidents, ({ page, pageSize, ...filter }, caller) =>
      documents.list(caller, listIncidents.audit, filter, page, pageSize),
    ),

    'incidents.versions': practiceWide(service, listIncidentVersions, ({ id, page, pageSize }, caller) =>
      documents.versions(caller, listIncidentVersions.audit, id, page, pageSize),
    ),

    'incidents.save': practiceWide(service, saveIncident, ({ incident: content, ...based }, caller) =>
      documents.change(caller, saveIncident.audit, based, async (before, transaction) => {
        if (before.standing.state === 'closed') return closedAlready;
        const unknown = await unknownIn(transaction, content, before.content);
        if (unknown !== null) return unknown;
        const standing = standingAfterSave(before, content, caller.account.userId);
        const [from, to] = [before.content.phase, content.phase];
        return ok({ content, standing, ...(from !== to && { meta: { phase: { old: from, new: to } } }) });
      }),
    ),

    'incidents.signOff': practiceWide(service, signOffIncident, ({ statement, ...based }, caller) =>
      documents.change(caller, signOffIncident.audit, based, ({ content, standing, version }) => {
        const by = caller.account.userId;
        if (standing.state === 'closed') return Promise.resolve(closedAlready);
        const bar = signOffBar({ content, standing }, by);
        if (bar !== null) return Promise.resolve(signOffBars[bar]);
        const signOff = { by, inVersion: version + 1, statement };
        return Promise.resolve(ok({ content, standing: { ...standing, reason: null, signOff } }));
      }),
    ),

    'incidents.close': practiceWide(service, closeIncident, ({ reason, ...based }, caller) =>
      documents.change(caller, closeIncident.audit, based, ({ content, standing }) =>
        Promise.resolve(
          standing.state === 'closed'
            ? closedAlready
            : ok({ content, standing: { ...standing, state: 'closed' as const, reason } }),
        ),
      ),
    ),

    'incidents.reopen': practiceWide(service, reopenIncident, ({ reason, ...based }, caller) =>
      documents.change(caller, reopenIncident.audit, based, ({ content, standing }) =>
        Promise.resolve(
          standing.state === 'open'
            ? openAlready
            : ok({ content, standing: { ...standing, state: 'open' as const, reason } }),
        ),
      ),
    ),
  };
}

/** What a new version names and nobody knows; what the version before named is left to it. */
async function unknownIn(
  transaction: DatabaseTransaction,
  content: Incident,
  before: Incident | null,
): Promise<Refusal | null> {
  const added = <T>(after: readonly T[], known: readonly T[] = []) => {
    const knew = new Set(known);
    return after.filter((item) => !knew.has(item));
  };
  const patients = added(content.patients, before?.patients);
  if (patients.length > 0) {
    const { known } = await transaction
      .selectFrom('patient')
      .select((eb) => eb.fn.countAll<number>().as('known'))
      .where(sql<boolean>`patient_id in (select json_array_elements_text(${JSON.stringify(patients)}::json))`)
      .executeTakeFirstOrThrow();
    if (Number(known) < patients.length) return unknownPatients;
  }
  const events = added(eventsNamed(content), before === null ? [] : eventsNamed(before));
  if (events.length > 0 && Math.max(...events) >= (await newestCheckpoint(transaction)).size) {
    return unknownEvents;
  }
  const { assignedTo } = content;
  if (assignedTo !== null && assignedTo !== before?.assignedTo) {
    const somebody = await transaction
      .selectFrom('account')
      .select('user_id')
      .where('user_id', '=', assignedTo)
      .where('ended_at', 'is', null)
      .where('service', '=', false)
      .executeTakeFirst();
    if (somebody === undefined) return unknownPerson;
  }
  return null;
}

const unknownPatients = err(
  'invalid-request',
  'The field incident.patients names somebody who is no patient here.',
  'Choose patients from the trail or the list of pseudonyms.',
);

const unknownEvents = err(
  'invalid-request',
  'The incident names an event that the log does not have.',
  'Choose events from the audit trail.',
);

const unknownPerson = err(
  'invalid-request',
  'The field incident.assignedTo names nobody who works here.',
  'Choose somebody from the list of people.',
);

const closedAlready = err(
  'conflict',
  'The incident is closed; nothing was changed.',
  'Open it again first, with a reason.',
);

const openAlready = err('conflict', 'The incident is open.', 'It can be changed as it is.');

const signOffBars = {
  'nothing-decided': err(
    'conflict',
    'There is no conclusion yet that could be signed off.',
    'Finish the assessment first.',
  ),
  'own-assessment': err(
    'denied',
    'Nobody signs off an assessment that they changed last themself.',
    'Ask a second person to read it and sign it off.',
  ),
} as const;
