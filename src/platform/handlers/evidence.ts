import {
  attestEvidence,
  checkEvidence,
  listAttestations,
  listEvidence,
} from '../../shared/contract/platform/evidence';
import { claimBar, countEvidence, counts, judge, type Attestation } from '../../shared/domain/evidence';
import { err, ok, type Result } from '../../shared/domain/result';
import { securityRule, titleOf } from '../../shared/law/security-rule';
import { practiceWide } from '../access/practice-wide';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { SECOND } from '../clock';
import { addAttestation, attestationAt, attestationsOf, newestAttestations } from '../evidence/attestations';
import { checkedProvisions, lookAtAll } from '../evidence/look-at-all';
import { today } from '../hipaa/practice-day';
import type { Service } from '../service';
import type { Handlers } from './handler';

export function evidenceHandlers(
  service: Service,
): Pick<Handlers, 'evidence.list' | 'evidence.check' | 'evidence.attest' | 'evidence.attestations'> {
  const { acts, clock, db } = service;

  return {
    'evidence.list': practiceWide(service, listEvidence, (_, caller) =>
      acts.act(async (transaction, record) => {
        const newest = await newestAttestations(transaction);
        const checked = checkedProvisions(service);
        await record(draftBy(caller, happenedIn(listEvidence.audit), clock()));
        return ok({
          provisions: securityRule.map((provision) => {
            const attestation = newest.get(provision.id) ?? null;
            return {
              id: provision.id,
              title: titleOf(provision),
              requirement: provision.requirement,
              isChecked: checked.has(provision.id),
              attestation,
              counts: attestation !== null && counts(attestation, today(service)),
            };
          }),
        });
      }),
    ),

    'evidence.check': practiceWide(service, checkEvidence, async (_, caller) => {
      const now = clock();
      const found = await lookAtAll({ service, now });
      const newest = await newestAttestations(db);
      const day = today(service);
      const judged = securityRule.map((provision) =>
        judge(provision, found.get(provision.id) ?? null, newest.get(provision.id) ?? null, day),
      );
      const counted = countEvidence(judged);
      const happened: Happened = { ...happenedIn(checkEvidence.audit), meta: { ...counted } };
      await acts.act((_transaction, record) => record(draftBy(caller, happened, now)));
      return ok({
        checkedAt: now,
        provisions: judged.map((one) => ({
          ...one,
          proofAgeSeconds:
            one.provedAt === null ? null : Math.max(0, Math.floor((now - one.provedAt) / SECOND)),
        })),
        counts: counted,
      });
    }),

    'evidence.attest': practiceWide(service, attestEvidence, ({ version, ...said }, caller) =>
      acts.act(async (transaction, record): Promise<Result<Attestation>> => {
        const now = clock();
        const tell = (happened: Partial<Happened>) => {
          const { resource, ...rest } = happenedIn(attestEvidence.audit);
          const about = { ...rest, category: 'administration' as const };
          return record(
            draftBy(caller, { ...about, resource: { ...resource, id: said.provision }, ...happened }, now),
          );
        };
        const failed = async (refusal: ReturnType<typeof err>) => {
          await tell({ outcome: 'failure' });
          return refusal;
        };
        const provision = securityRule.find(({ id }) => id === said.provision);
        if (provision === undefined) return failed(noSuchProvision);
        const bar = claimBar(provision, said.claim);
        if (bar !== null) return failed(bars[bar]);
        if (said.validUntil < today(service)) return failed(overAlready);
        const entry: Attestation = {
          ...said,
          version: version + 1,
          attestedBy: caller.account.userId,
          attestedAt: now,
        };
        const isRead = version === 0 || (await attestationAt(transaction, provision.id, version)) !== null;
        if (!isRead) return failed(noSuchVersion);
        if (await addAttestation(transaction, entry)) {
          const { claim, validUntil } = said;
          await tell({ meta: { version: entry.version, claim, validUntil } });
          return ok(entry);
        }
        // Of two at once the second finds the version taken; sent twice by one person, it is one.
        const kept = await attestationAt(transaction, provision.id, entry.version);
        if (kept === null || !saysTheSame(kept, entry)) return failed(attestedMeanwhile);
        await tell({
          ...happenedIn(listAttestations.audit),
          resource: { type: 'Attestation', id: said.provision },
        });
        return ok(kept);
      }),
    ),

    'evidence.attestations': practiceWide(
      service,
      listAttestations,
      ({ provision, page, pageSize }, caller) =>
        acts.act(async (transaction, record) => {
          const found = await attestationsOf(transaction, provision, page, pageSize);
          const resource = { type: listAttestations.audit.resource, id: provision };
          await record(draftBy(caller, { ...happenedIn(listAttestations.audit), resource }, clock()));
          return ok(found);
        }),
    ),
  };
}

function saysTheSame(one: Attestation, other: Attestation): boolean {
  const said = ({ version, claim, statement, documentSha256, validUntil, attestedBy }: Attestation) =>
    JSON.stringify([version, claim, statement, documentSha256, validUntil, attestedBy]);
  return said(one) === said(other);
}

const bars = {
  'not-addressable': err(
    'invalid-request',
    'The field claim does not fit: only an addressable specification can be answered by an alternative.',
    'Put it in place (45 CFR 164.306(d)).',
  ),
  'binds-all': err(
    'invalid-request',
    'The field claim does not fit: this provision binds every practice.',
    'Put it in place, or of an addressable one give the alternative.',
  ),
} as const;

const overAlready = err(
  'invalid-request',
  'The field validUntil lies in the past.',
  'Give a day on which it is looked at again.',
);

const noSuchProvision = err('not-found', 'The Security Rule has no such provision.', 'The list shows each.');

const noSuchVersion = err(
  'not-found',
  'Nothing was attested of this provision under that version.',
  'Read what was attested last.',
);

const attestedMeanwhile = err(
  'conflict',
  'Somebody attested something of this provision since you read it; nothing was changed.',
  'Read what they said, then say what still needs to be.',
);
