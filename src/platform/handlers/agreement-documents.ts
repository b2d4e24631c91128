import {
  createAgreementDocument,
  endAgreementDocument,
  executeAgreementDocument,
  getAgreementDocument,
  linkAgreementDocument,
  listAgreementDocuments,
  listAgreementVersions,
  saveAgreementDocument,
  sendAgreementDocument,
  takeBackAgreementDocument,
} from '../../shared/contract/platform/agreement-documents';
import {
  agreementDocument,
  agreementHeading,
  agreementStanding,
  headingOfAgreement,
  lackingForExecution,
  mayFollow,
  newAgreement,
  type AgreementDocument,
  type AgreementHeading,
  type AgreementStanding,
  type AgreementState,
} from '../../shared/domain/agreement-document';
import { err, ok, type Result } from '../../shared/domain/result';
import { listed } from '../../shared/domain/words';
import { practiceWide } from '../access/practice-wide';
import { documentActs, type Draft } from '../documents/document-acts';
import type { DocumentKind } from '../documents/document-kind';
import { agreementsOn } from '../hipaa/agreements';
import { today } from '../hipaa/practice-day';
import type { Service } from '../service';
import type { Handlers } from './handler';

const agreements: DocumentKind<AgreementDocument, AgreementHeading, AgreementStanding> = {
  name: 'agreement',
  form: 1,
  content: agreementDocument,
  heading: agreementHeading,
  standing: agreementStanding,
  headingOf: headingOfAgreement,
  phaseOf: () => null,
  patientsOf: () => [],
  eventsOf: () => [],
  viewed: getAgreementDocument.audit,
};

type Next = Result<Draft<AgreementDocument, AgreementStanding>>;

export function agreementDocumentHandlers(
  service: Service,
): Pick<Handlers, Extract<keyof Handlers, `agreementDocuments.${string}`>> {
  const documents = documentActs(service, agreements);

  return {
    'agreementDocuments.create': practiceWide(
      service,
      createAgreementDocument,
      ({ id, agreement: content }, caller) =>
        documents.create(caller, createAgreementDocument.audit, id, { content, standing: newAgreement }, () =>
          Promise.resolve(null),
        ),
    ),

    'agreementDocuments.get': practiceWide(service, getAgreementDocument, ({ id, version }, caller) =>
      documents.read(caller, id, version),
    ),

    'agreementDocuments.list': practiceWide(
      service,
      listAgreementDocuments,
      ({ page, pageSize, ...filter }, caller) =>
        documents.list(caller, listAgreementDocuments.audit, filter, page, pageSize),
    ),

    'agreementDocuments.versions': practiceWide(
      service,
      listAgreementVersions,
      ({ id, page, pageSize }, caller) =>
        documents.versions(caller, listAgreementVersions.audit, id, page, pageSize),
    ),

    'agreementDocuments.save': practiceWide(
      service,
      saveAgreementDocument,
      ({ agreement: content, ...based }, caller) =>
        documents.change(caller, saveAgreementDocument.audit, based, ({ standing }) =>
          Promise.resolve(
            standing.state === 'draft' ? ok({ content, standing: { ...standing, reason: null } }) : noDraft,
          ),
        ),
    ),

    'agreementDocuments.send': practiceWide(service, sendAgreementDocument, (based, caller) =>
      documents.change(caller, sendAgreementDocument.audit, based, (before) =>
        Promise.resolve(moved(before, 'sent', { reason: null })),
      ),
    ),

    'agreementDocuments.takeBack': practiceWide(
      service,
      takeBackAgreementDocument,
      ({ reason, ...based }, caller) =>
        documents.change(caller, takeBackAgreementDocument.audit, based, (before) =>
          Promise.resolve(moved(before, 'draft', { reason })),
        ),
    ),

    'agreementDocuments.execute': practiceWide(
      service,
      executeAgreementDocument,
      ({ documentSha256, executedOn, ...based }, caller) =>
        documents.change(caller, executeAgreementDocument.audit, based, (before) => {
          const lacking = lackingForExecution(before.content);
          if (lacking.length > 0) return Promise.resolve(incomplete(lacking));
          if (executedOn > today(service)) return Promise.resolve(notYet);
          const next = moved(before, 'executed', { reason: null, documentSha256, executedOn });
          return Promise.resolve(
            next.ok ? ok({ ...next.value, meta: { ...next.value.meta, documentSha256 } }) : next,
          );
        }),
    ),

    'agreementDocuments.end': practiceWide(
      service,
      endAgreementDocument,
      ({ endedOn, reason, ...based }, caller) =>
        documents.change(caller, endAgreementDocument.audit, based, (before) => {
          const { executedOn } = before.standing;
          if (executedOn !== null && endedOn < executedOn) return Promise.resolve(endsBefore);
          return Promise.resolve(moved(before, 'ended', { reason, endedOn }));
        }),
    ),

    'agreementDocuments.link': practiceWide(
      service,
      linkAgreementDocument,
      ({ hipaaAgreementId, ...based }, caller) =>
        documents.change(
          caller,
          linkAgreementDocument.audit,
          based,
          async ({ content, standing }, transaction) => {
            const linked = standing.hipaaAgreementId;
            if (linked !== null && linked !== hipaaAgreementId) return linkedAlready;
            const recorded = await agreementsOn(transaction, today(service)).one(hipaaAgreementId);
            const { documentSha256 } = standing;
            if (documentSha256 === null || recorded?.signed_document_hash !== documentSha256) return notOfIt;
            return ok({
              content,
              standing: { ...standing, reason: null, hipaaAgreementId },
              meta: { hipaaAgreementId },
            });
          },
        ),
    ),
  };
}

/** The same agreement in its next state, where that may follow. */
function moved(
  { content, standing }: Draft<AgreementDocument, AgreementStanding>,
  state: AgreementState,
  change: Partial<AgreementStanding>,
): Next {
  if (!mayFollow(standing.state, state)) return cannotFollow[standing.state];
  return ok({
    content,
    standing: { ...standing, ...change, state },
    meta: { state: { old: standing.state, new: state } },
  });
}

const noDraft = err(
  'conflict',
  'Only a draft can be changed; nothing was.',
  'Take back what was sent; of what was executed make a new agreement.',
);

const cannotFollow = {
  draft: err('conflict', 'The agreement is still a draft; nothing was changed.', 'Send it first.'),
  sent: err('conflict', 'The agreement was sent already; nothing was changed.', 'Take it back first.'),
  executed: err(
    'conflict',
    'The agreement was executed and is sealed; nothing was changed.',
    'End it, or make a new one.',
  ),
  ended: err('conflict', 'The agreement has ended; nothing was changed.', 'Make a new one.'),
} as const;

function incomplete(lacking: readonly string[]) {
  return err(
    'conflict',
    `The agreement cannot be executed: it lacks ${listed(lacking)}.`,
    'Complete the draft first.',
  );
}

const notYet = err(
  'invalid-request',
  'The field executedOn lies ahead: what has not been signed yet is not executed.',
  'Give the day of the last signature.',
);

const endsBefore = err(
  'invalid-request',
  'The field endedOn lies before the day on which it was executed.',
  'Give the day on which it ends.',
);

const linkedAlready = err(
  'conflict',
  'Another recorded agreement is named already; nothing was changed.',
  'Look at the one that is named.',
);

const notOfIt = err(
  'invalid-request',
  'The field hipaaAgreementId names no recorded agreement with the hash of this document.',
  'Execute the document, and record the agreement with the same hash.',
);
