import { z } from 'zod';
import {
  incident,
  incidentHeading,
  incidentLimits,
  incidentPhases,
  incidentStanding,
} from '../../domain/incident';
import { checkpointNote, hashText, proofHashes, verifierKeyText } from './audit';
import { KiB, MiB, platformCall } from './call';
import { documentList, documentPage, documentVersion, documentVersionNumber, saveReply } from './documents';
import { writtenText } from './fields';

export const incidentVersion = documentVersion(incident, incidentStanding);
export type IncidentVersion = z.infer<typeof incidentVersion>;

const incidentList = documentList(incidentHeading, incidentStanding);
/** 5,000 patients, 1,000 events and every text at its longest. */
const limits = { request: MiB, reply: MiB };

export const createIncident = platformCall({
  name: 'incidents.create',
  summary: 'Opens an incident under an id that the caller made; the same one sent twice is one.',
  method: 'POST',
  path: '/api/v1/incidents',
  request: z.object({ id: z.uuid(), incident }),
  reply: incidentVersion,
  permission: 'incidents:write',
  audit: { action: 'CREATE', verb: 'INCIDENT_CREATED', resource: 'Incident' },
  revealsPhi: true,
  limits,
});

export const getIncident = platformCall({
  name: 'incidents.get',
  summary: 'An incident in its newest version, or in an earlier one.',
  method: 'GET',
  path: '/api/v1/incidents/{id}',
  request: z.object({ id: z.uuid(), version: documentVersionNumber.optional() }),
  reply: incidentVersion,
  permission: 'incidents:read',
  audit: { action: 'READ', verb: 'INCIDENT_VIEWED', resource: 'Incident' },
  revealsPhi: true,
  limits: { request: KiB, reply: MiB },
});

/** How many events one incident can name. */
const mostEvents = incidentLimits.events + incidentLimits.acts;

export const readIncidentProofs = platformCall({
  name: 'incidents.proofs',
  summary:
    'What proves that the events which an incident names stand in the log: frozen when they were first named, it holds also when they are archived or destroyed.',
  method: 'GET',
  path: '/api/v1/incidents/{id}/proofs',
  request: z.object({ id: z.uuid(), version: documentVersionNumber.optional() }),
  reply: z.object({
    version: documentVersionNumber,
    events: z
      .array(
        z.object({
          seq: z.int().nonnegative(),
          leafHash: hashText,
          /** Of the checkpoint below that the proof leads to. */
          size: z.int().positive(),
          proof: proofHashes,
        }),
      )
      .max(mostEvents),
    checkpoints: z.array(z.object({ size: z.int().positive(), note: checkpointNote })).max(mostEvents),
    verifierKey: verifierKeyText,
  }),
  permission: 'incidents:read',
  audit: { action: 'READ', verb: 'INCIDENT_PROOFS_VIEWED', resource: 'Incident' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});

export const listIncidents = platformCall({
  name: 'incidents.list',
  summary: 'The incidents in their newest versions, the one saved last first, without what stands in them.',
  method: 'GET',
  path: '/api/v1/incidents',
  request: z.object({
    ...documentPage,
    state: incidentStanding.shape.state.optional(),
    phase: z.enum(incidentPhases).optional(),
  }),
  reply: incidentList,
  permission: 'incidents:read',
  audit: { action: 'READ', verb: 'INCIDENTS_LISTED', resource: 'Incident' },
  // A title may say more than it should.
  revealsPhi: true,
  limits: { request: KiB, reply: MiB },
});

export const saveIncident = platformCall({
  name: 'incidents.save',
  summary:
    'Keeps a further version of an open incident, if nobody saved one since the version that was read.',
  method: 'PUT',
  path: '/api/v1/incidents/{id}',
  request: z.object({ id: z.uuid(), version: documentVersionNumber, incident }),
  reply: saveReply(incidentVersion),
  permission: 'incidents:write',
  audit: { action: 'UPDATE', verb: 'INCIDENT_EDITED', resource: 'Incident' },
  revealsPhi: true,
  limits,
});

export const listIncidentVersions = platformCall({
  name: 'incidents.versions',
  summary: 'Every version of an incident, the newest first: who saved it, when, and how it stood.',
  method: 'GET',
  path: '/api/v1/incidents/{id}/versions',
  request: z.object({ id: z.uuid(), ...documentPage }),
  reply: incidentList,
  permission: 'incidents:read',
  audit: { action: 'READ', verb: 'INCIDENT_VERSIONS_LISTED', resource: 'Incident' },
  revealsPhi: true,
  limits: { request: KiB, reply: MiB },
});

export const signOffIncident = platformCall({
  name: 'incidents.signOff',
  summary: 'Signs the assessment of an open incident off, which nobody does for an assessment of their own.',
  method: 'POST',
  path: '/api/v1/incidents/{id}/sign-off',
  request: z.object({ id: z.uuid(), version: documentVersionNumber, statement: writtenText(1000) }),
  reply: saveReply(incidentVersion),
  permission: 'incidents:write',
  audit: { action: 'UPDATE', verb: 'INCIDENT_SIGNED', resource: 'Incident' },
  revealsPhi: true,
  limits: { request: 8 * KiB, reply: MiB },
});

export const closeIncident = platformCall({
  name: 'incidents.close',
  summary: 'Closes an open incident, with a reason.',
  method: 'POST',
  path: '/api/v1/incidents/{id}/close',
  request: z.object({ id: z.uuid(), version: documentVersionNumber, reason: writtenText(500) }),
  reply: saveReply(incidentVersion),
  permission: 'incidents:write',
  audit: { action: 'UPDATE', verb: 'INCIDENT_CLOSED', resource: 'Incident' },
  revealsPhi: true,
  limits: { request: 8 * KiB, reply: MiB },
});

export const reopenIncident = platformCall({
  name: 'incidents.reopen',
  summary: 'Opens a closed incident again, with a reason.',
  method: 'POST',
  path: '/api/v1/incidents/{id}/reopen',
  request: z.object({ id: z.uuid(), version: documentVersionNumber, reason: writtenText(500) }),
  reply: saveReply(incidentVersion),
  permission: 'incidents:write',
  audit: { action: 'UPDATE', verb: 'INCIDENT_REOPENED', resource: 'Incident' },
  revealsPhi: true,
  limits: { request: 8 * KiB, reply: MiB },
});
