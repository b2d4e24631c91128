import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { bridgeCalls } from '../../../../src/shared/contract/bridge/calls';
import { members } from '../../../fixtures/practice';
import { rows, trailSize } from '../../../fixtures/trail-rows';
import * as answers from '../../../fixtures/vault-answers';

describe('the practice that screens are tried with', () => {
  const given: [keyof typeof bridgeCalls, unknown][] = [
    ['gate.look', answers.gate],
    ['gate.signIn', answers.signedIn],
    ['session.whoAmI', answers.whoAmI],
    ['sync.look', answers.sync],
    ['settings.look', answers.settings],
    ['people.list', answers.people],
    ['patients.find', answers.foundPatients],
    ['trail.rows', { ...answers.trail, rows: answers.trail.rows.slice(0, 200) }],
    ['trail.histogram', { counts: answers.counts(30) }],
    ['today.look', answers.today(14)],
    ['people.look', answers.person('Colleen Duffy', 14)],
  ];

  test.each(given)('%s is answered as declared', (name, value) => {
    const schema: z.ZodType = bridgeCalls[name].reply;
    expect(schema.safeParse(value)).toMatchObject({ success: true });
  });

  test('has 23 people and 2 service accounts, and a trail without a hole', () => {
    const people = members.filter(({ service }) => !service);
    expect(people).toHaveLength(23);
    expect(members).toHaveLength(25);
    expect(people.filter(({ status }) => status === 'active')).toHaveLength(21);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, place) => trailSize - 1 - place));
    expect(rows.length).toBeGreaterThanOrEqual(190);
  });
});
