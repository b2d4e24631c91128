import { z } from 'zod';
import {
  agreementDocument,
  agreementHeading,
  agreementStanding,
  agreementStates,
  documentSha256,
} from '../../domain/agreement-document';
import { calendarDay } from '../../domain/calendar-day';
import { KiB, MiB, platformCall, type AuditWords } from './call';
import { documentList, documentPage, documentVersion, documentVersionNumber, saveReply } from './documents';
import { writtenText } from './fields';

// Drafts and what becomes of them. What EP-050 records at /api/v1/hipaa/baa are executed facts.

export const agreementVersion = documentVersion(agreementDocument, agreementStanding);
const saved = saveReply(agreementVersion);
const list = documentList(agreementHeading, agreementStanding);

/** A hundred clauses at their longest. */
const limits = { request: 4 * MiB, reply: 4 * MiB };
const id = z.uuid();
const based = { id, version: documentVersionNumber };
const words = (action: AuditWords['action'], verb: string): AuditWords => ({
  action,
  verb,
  resource: 'AgreementDocument',
});
/** What changes how it stands, and not what it says. */
const step = {
  permission: 'agreement-documents:write',
  reply: saved,
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: limits.reply },
} as const;

export const createAgreementDocument = platformCall({
  name: 'agreementDocuments.create',
  summary: 'Begins a draft under an id that the caller made; the same one sent twice is one.',
  method: 'POST',
  path: '/api/v1/agreement-documents',
  request: z.object({ id, agreement: agreementDocument }),
  reply: agreementVersion,
  permission: 'agreement-documents:write',
  audit: words('CREATE', 'AGREEMENT_DRAFT_CREATED'),
  revealsPhi: false,
  limits,
});

export const getAgreementDocument = platformCall({
  name: 'agreementDocuments.get',
  summary: 'An agreement in its newest version, or in an earlier one.',
  method: 'GET',
  path: '/api/v1/agreement-documents/{id}',
  request: z.object({ id, version: documentVersionNumber.optional() }),
  reply: agreementVersion,
  permission: 'agreement-documents:read',
  audit: words('READ', 'AGREEMENT_DRAFT_VIEWED'),
  revealsPhi: false,
  limits: { request: KiB, reply: limits.reply },
});

export const listAgreementDocuments = platformCall({
  name: 'agreementDocuments.list',
  summary: 'The agreements in their newest versions, the one saved last first, without what stands in them.',
  method: 'GET',
  path: '/api/v1/agreement-documents',
  request: z.object({ ...documentPage, state: z.enum(agreementStates).optional() }),
  reply: list,
  permission: 'agreement-documents:read',
  audit: words('READ', 'AGREEMENT_DRAFTS_LISTED'),
  revealsPhi: false,
  limits: { request: KiB, reply: MiB },
});

export const saveAgreementDocument = platformCall({
  name: 'agreementDocuments.save',
  summary: 'Keeps a further version of a draft, if nobody saved one since the version that was read.',
  method: 'PUT',
  path: '/api/v1/agreement-documents/{id}',
  request: z.object({ ...based, agreement: agreementDocument }),
  reply: saved,
  permission: 'agreement-documents:write',
  audit: words('UPDATE', 'AGREEMENT_DRAFT_EDITED'),
  revealsPhi: false,
  limits,
});

export const listAgreementVersions = platformCall({
  name: 'agreementDocuments.versions',
  summary: 'Every version of an agreement, the newest first: who saved it, when, and how it stood.',
  method: 'GET',
  path: '/api/v1/agreement-documents/{id}/versions',
  request: z.object({ id, ...documentPage }),
  reply: list,
  permission: 'agreement-documents:read',
  audit: words('READ', 'AGREEMENT_VERSIONS_LISTED'),
  revealsPhi: false,
  limits: { request: KiB, reply: MiB },
});

export const sendAgreementDocument = platformCall({
  name: 'agreementDocuments.send',
  summary: 'Notes that a draft went to the other party; it is not changed until it is taken back.',
  method: 'POST',
  path: '/api/v1/agreement-documents/{id}/send',
  request: z.object(based),
  audit: words('UPDATE', 'AGREEMENT_DRAFT_SENT'),
  ...step,
});

export const takeBackAgreementDocument = platformCall({
  name: 'agreementDocuments.takeBack',
  summary: 'Makes a draft again of what was sent, with a reason.',
  method: 'POST',
  path: '/api/v1/agreement-documents/{id}/take-back',
  request: z.object({ ...based, reason: writtenText(500) }),
  audit: words('UPDATE', 'AGREEMENT_DRAFT_TAKEN_BACK'),
  ...step,
});

export const executeAgreementDocument = platformCall({
  name: 'agreementDocuments.execute',
  summary: 'Seals an agreement that all have signed: the hash of the document goes into the audit trail.',
  method: 'POST',
  path: '/api/v1/agreement-documents/{id}/execute',
  request: z.object({ ...based, documentSha256, executedOn: calendarDay }),
  audit: words('UPDATE', 'AGREEMENT_EXECUTED'),
  ...step,
});

export const endAgreementDocument = platformCall({
  name: 'agreementDocuments.end',
  summary: 'Ends an agreement, or gives up one that was never executed, with a reason.',
  method: 'POST',
  path: '/api/v1/agreement-documents/{id}/end',
  request: z.object({ ...based, endedOn: calendarDay, reason: writtenText(500) }),
  audit: words('UPDATE', 'AGREEMENT_ENDED'),
  ...step,
});

export const linkAgreementDocument = platformCall({
  name: 'agreementDocuments.link',
  summary: 'Names the recorded agreement that an executed document led to; both have the same hash.',
  method: 'POST',
  path: '/api/v1/agreement-documents/{id}/link',
  request: z.object({ ...based, hipaaAgreementId: z.uuid() }),
  audit: words('UPDATE', 'AGREEMENT_LINKED'),
  ...step,
});
