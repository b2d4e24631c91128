import { describe, expect, test } from 'vitest';
import type { PlatformCall } from '../../../../../src/shared/contract/platform/call';
import { platformCalls } from '../../../../../src/shared/contract/platform/calls';
import { grantConsent } from '../../../../../src/shared/contract/platform/consents';
import { createAgreement } from '../../../../../src/shared/contract/platform/hipaa-agreements';
import { hipaaStatus } from '../../../../../src/shared/contract/platform/hipaa-settings';
import { permissionMatrix } from '../../../../../src/shared/contract/platform/matrix';
import { builtInRoles } from '../../../../../src/shared/domain/roles';
import baaRequest from '../../../../fixtures/golden/ep-050/baa-request.json';
import status from '../../../../fixtures/golden/ep-050/status.json';

const calls: readonly PlatformCall[] = Object.values(platformCalls);

describe('the documented calls of EP-050', () => {
  test('stand where the seed has them', () => {
    const places = calls
      .map(({ method, path }) => `${method} ${path}`)
      .filter((place) => place.includes('/api/v1/hipaa/'));
    for (const place of [
      'POST /api/v1/hipaa/baa',
      'GET /api/v1/hipaa/baa',
      'GET /api/v1/hipaa/baa/{id}',
      'DELETE /api/v1/hipaa/baa/{id}',
      'GET /api/v1/hipaa/report',
      'GET /api/v1/hipaa/data-residency',
      'GET /api/v1/hipaa/status',
    ]) {
      expect(places).toContain(place);
    }
  });

  test('are for administrators alone; /encrypt for developers too', () => {
    const documented = calls.filter(({ path }) => path.startsWith('/api/v1/hipaa/'));
    expect(documented.length).toBeGreaterThanOrEqual(7);
    for (const { call, access } of permissionMatrix(documented, builtInRoles)) {
      const path = documented.find(({ name }) => name === call)?.path;
      const may = Object.keys(access).filter((role) => access[role] !== null);
      expect([call, may]).toEqual([
        call,
        path === '/api/v1/hipaa/encrypt' ? ['admin', 'developer'] : ['admin'],
      ]);
    }
  });

  test('the status has exactly the five documented keys', () => {
    expect(hipaaStatus.parse(status)).toEqual(status);
    expect(hipaaStatus.safeParse({ ...status, why: '' }).success).toBe(false);
  });
});

describe('an agreement', () => {
  test('fits as it is documented, and without an end', () => {
    expect(createAgreement.request.parse(baaRequest)).toEqual(baaRequest);
    const { expiry_date: _, ...evergreen } = baaRequest;
    expect(createAgreement.request.parse(evergreen).expiry_date).toBeNull();
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['expiry_date', { expiry_date: '2025-12-31' }, 'It lies after the effective date'],
    ['expiry_date', { expiry_date: baaRequest.effective_date }, 'It lies after the effective date'],
    ['effective_date', { effective_date: '2026-02-30' }, 'no such day'],
    ['phi_categories.1', { phi_categories: ['billing', 'genome'] }, 'Known are demographics'],
    ['phi_categories', { phi_categories: [] }, 'at least one'],
    ['phi_categories', { phi_categories: ['billing', 'billing'] }, 'once'],
    ['signed_document_hash', { signed_document_hash: 'ab'.repeat(31) }, '64 hex digits'],
    ['signed_document_hash', { signed_document_hash: undefined }, ''],
    ['signatory_email', { signatory_email: 'rosalind' }, 'e-mail'],
    ['organization_name', { organization_name: '   ' }, 'read'],
    ['data_residency_region', { data_residency_region: 'US East' }, 'us-east-1'],
  ])('is refused by its %s in words: %s', (field, change, words) => {
    const [issue] = createAgreement.request.safeParse({ ...baaRequest, ...change }).error?.issues ?? [];
    expect(issue?.path.join('.')).toBe(field);
    expect(issue?.message).toContain(words);
  });
});

describe('a consent', () => {
  const said = { patient_id: 'p', id: '00000000-0000-4000-8000-000000000000' };

  test.each(['marketing', 'third_party_access'])('to %s needs an end, its refusal none', (consent_type) => {
    const parse = (more: object) => grantConsent.request.safeParse({ ...said, consent_type, ...more });
    expect(parse({}).error?.issues[0]?.path).toEqual(['expires_at']);
    expect(parse({ expires_at: '2027-01-01T00:00:00Z' }).success).toBe(true);
    expect(parse({ granted: false }).success).toBe(true);
  });

  test('to research needs none', () => {
    expect(grantConsent.request.safeParse({ ...said, consent_type: 'research' }).success).toBe(true);
  });
});
