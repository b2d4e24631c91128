import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hipaaControls,
  hipaaReadiness,
  type HipaaControl,
  type ReadinessFacts,
} from '../../../../src/shared/domain/hipaa-readiness';

const inPlace: ReadinessFacts = {
  isKeyConfigured: true,
  isTrailKept: true,
  region: 'us-east-1',
  allowedRegions: ['us-east-1', 'us-west-2'],
  agreedRegions: ['us-east-1'],
};

describe('readiness', () => {
  test('is whole with all four controls', () => {
    expect(hipaaReadiness(inPlace)).toEqual({
      status: {
        has_active_baa: true,
        phi_encryption_configured: true,
        audit_logging_enabled: true,
        data_residency_configured: true,
        overall_hipaa_ready: true,
      },
      missing: [],
    });
  });

  test.each<[HipaaControl, string, Partial<ReadinessFacts>]>([
    ['has_active_baa', 'No business associate agreement', { agreedRegions: [] }],
    ['phi_encryption_configured', 'missing, or does not open', { isKeyConfigured: false }],
    ['audit_logging_enabled', 'damaged', { isTrailKept: false }],
    ['data_residency_configured', 'Nobody has confirmed', { region: null }],
    [
      'data_residency_configured',
      'region that is not allowed',
      { region: 'eu-west-1', agreedRegions: ['eu-west-1'] },
    ],
    ['data_residency_configured', 'names another region', { agreedRegions: ['us-east-1', 'us-west-2'] }],
  ])('lacks %s alone, and says why: %s', (control, why, change) => {
    const { status, missing } = hipaaReadiness({ ...inPlace, ...change });
    expect(Object.entries(status).filter(([, held]) => !held)).toEqual([
      [control, false],
      ['overall_hipaa_ready', false],
    ]);
    expect(missing).toHaveLength(1);
    expect(missing[0]?.control).toBe(control);
    expect(missing[0]?.why).toContain(why);
    for (const said of [missing[0]?.why, missing[0]?.remedy]) expect(said).toMatch(/^[A-Z].{10,190}\.$/);
  });

  test('is whole only with all four, and names each that is missing, whatever the facts', () => {
    const region = fc.constantFrom('us-east-1', 'us-west-2', 'eu-west-1');
    const facts: fc.Arbitrary<ReadinessFacts> = fc.record({
      isKeyConfigured: fc.boolean(),
      isTrailKept: fc.boolean(),
      region: fc.option(region),
      allowedRegions: fc.uniqueArray(region),
      agreedRegions: fc.array(region, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const { status, missing } = hipaaReadiness(given);
        expect(status.overall_hipaa_ready).toBe(hipaaControls.every((control) => status[control]));
        expect(missing.map(({ control }) => control)).toEqual(
          hipaaControls.filter((control) => !status[control]),
        );
        expect(status.data_residency_configured).toBe(
          given.region !== null &&
            given.allowedRegions.includes(given.region) &&
            given.agreedRegions.every((agreed) => agreed === given.region),
        );
      }),
    );
  });
});
