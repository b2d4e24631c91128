import { z } from 'zod';
import { attestation, attested, provisionId } from '../../domain/evidence';
import { securityRule } from '../../law/security-rule';
import { KiB, MiB, platformCall } from './call';

const judged = z.object({
  /** Section and paragraph in 45 CFR. */
  id: provisionId,
  title: z.string().max(200),
  requirement: z.enum(['standard', 'required', 'addressable']),
  result: z.enum(['proved', 'alternative', 'not-proved', 'does-not-apply']),
  by: z.enum(['check', 'attestation']).nullable(),
  reason: z.string().max(4000),
  facts: z.record(z.string().max(60), z.union([z.number(), z.boolean(), z.string().max(200)])),
  /** Microseconds: when what proves it happened; null where nothing does. */
  provedAt: z.int().nonnegative().nullable(),
  /** How long before the look that was; null where nothing proves it. */
  proofAgeSeconds: z.int().nonnegative().nullable(),
  attestation: attestation.nullable(),
});

const count = z.int().nonnegative();

export const listEvidence = platformCall({
  name: 'evidence.list',
  summary:
    'The provisions of the Security Rule, whether this service looks at them itself, and what was attested last.',
  method: 'GET',
  path: '/api/v1/evidence',
  request: z.object({}),
  reply: z.object({
    provisions: z
      .array(
        z.object({
          ...judged.pick({ id: true, title: true, requirement: true, attestation: true }).shape,
          /** Looked at by `evidence.check`; the others rest on what somebody attests. */
          isChecked: z.boolean(),
          /** The newest attestation counts today. */
          counts: z.boolean(),
        }),
      )
      .max(securityRule.length),
  }),
  permission: 'evidence:read',
  audit: { action: 'READ', verb: 'EVIDENCE_LISTED', resource: 'Evidence' },
  revealsPhi: false,
  limits: { request: KiB, reply: 2 * MiB },
});

export const checkEvidence = platformCall({
  name: 'evidence.check',
  summary:
    'Looks now at everything that this service can prove about itself, and counts how the rule stands.',
  method: 'POST',
  path: '/api/v1/evidence/check',
  request: z.object({}),
  reply: z.object({
    checkedAt: z.int().nonnegative(),
    provisions: z.array(judged).max(securityRule.length),
    /** No official score exists: these are counts. */
    counts: z.object({
      provisions: count,
      apply: count,
      proved: count,
      attested: count,
      reasonedAlternatives: count,
      notProved: count,
    }),
  }),
  permission: 'evidence:read',
  audit: { action: 'READ', verb: 'EVIDENCE_CHECKED', resource: 'Evidence' },
  revealsPhi: false,
  limits: { request: KiB, reply: 2 * MiB },
});

export const attestEvidence = platformCall({
  name: 'evidence.attest',
  summary: 'Says of a provision that it is in place, answered otherwise, or not binding, until a day.',
  method: 'POST',
  path: '/api/v1/evidence/attestations',
  request: z.object({
    provision: provisionId,
    /** The version that was read; 0 where there was none. */
    version: z.int().min(0).max(1_000_000),
    ...attested,
  }),
  reply: attestation,
  permission: 'evidence:write',
  audit: { action: 'CREATE', verb: 'EVIDENCE_ATTESTED', resource: 'Attestation' },
  revealsPhi: false,
  limits: { request: 32 * KiB, reply: 32 * KiB },
});

export const listAttestations = platformCall({
  name: 'evidence.attestations',
  summary: 'What was attested of one provision, the newest first.',
  method: 'GET',
  path: '/api/v1/evidence/attestations',
  request: z.object({
    provision: provisionId,
    page: z.int().min(1).max(100_000).default(1),
    pageSize: z.int().min(1).max(100).default(20),
  }),
  reply: z.object({ items: z.array(attestation).max(100), total: count }),
  permission: 'evidence:read',
  audit: { action: 'READ', verb: 'ATTESTATIONS_LISTED', resource: 'Attestation' },
  revealsPhi: false,
  limits: { request: KiB, reply: 2 * MiB },
});
