import { describe, expect, test } from 'vitest';
import { bindsOnlySome, securityRule, titleOf } from '../../../../src/shared/law/security-rule';
import titles from '../../../fixtures/security-rule-titles.json';

describe('the Security Rule', () => {
  test('has each provision once, under its number and title', () => {
    expect(securityRule.map((provision) => [provision.id, titleOf(provision)])).toEqual(titles);
    expect(new Set(securityRule.map(({ id }) => id)).size).toBe(securityRule.length);
    for (const { id } of securityRule)
      expect(id).toMatch(/^164\.3(08|10|12|14|16)(\([a-z0-9]+\)|\([ivx]+\)|\([A-Z]\))+$/);
  });

  test('has 23 standards, 26 required and 22 addressable specifications', () => {
    const count = (requirement: string) =>
      securityRule.filter((provision) => provision.requirement === requirement).length;
    expect([count('standard'), count('required'), count('addressable')]).toEqual([23, 26, 22]);
    for (const { requirement, specification } of securityRule)
      expect(specification === null).toBe(requirement === 'standard');
    // Of the technical safeguards two specifications are required and five addressable.
    const technical = securityRule.filter(
      ({ id, specification }) => id.startsWith('164.312') && specification !== null,
    );
    expect(technical.map(({ requirement }) => requirement).sort()).toEqual([
      ...Array.from({ length: 5 }, () => 'addressable'),
      'required',
      'required',
    ]);
  });

  test('binds every practice but by what is about clearinghouses, associates and health plans', () => {
    const some = securityRule.filter(bindsOnlySome).map(({ id }) => id);
    expect(some).toHaveLength(15);
    expect(some).not.toContain('164.312(b)');
    expect(some).toContain('164.308(a)(4)(ii)(A)');
    expect(some).toContain('164.314(b)(2)(iv)');
  });
});
