import { randomUUID } from 'node:crypto';
import type { PlatformCallName } from '../../../src/shared/contract/platform/calls';
import { createPatient } from '../../../src/shared/contract/platform/patients';
import type { Fields } from '../../helpers/fuzz/requests';
import { seeded, type SeededPractice } from './seeded-practice';

/** Who asks: an administrator of this test's own. */
export interface Asker {
  userId: string;
  sessionId: string;
  accessToken: string;
}

/** Gives what a call's request needs in each turn, besides ids. */
export type Supply = (
  practice: SeededPractice,
  asker: Asker,
) => Promise<(turn: number) => Fields | Promise<Fields>>;

export type Supplies = Readonly<Partial<Record<PlatformCallName, Supply>>>;

export const always =
  (fields: Fields): Supply =>
  () =>
    Promise.resolve(() => fields);

/** One for each of the first turns, then none. */
export const each =
  (count: number, make: (practice: SeededPractice, asker: Asker, i: number) => Promise<Fields>): Supply =>
  async (practice, asker) => {
    const made: Fields[] = [];
    for (let i = 0; i < count; i += 1) made.push(await make(practice, asker, i));
    return (turn) => made[turn] ?? {};
  };

/** The same one in the first two turns: what works once is sent again. */
export const twice =
  (make: (practice: SeededPractice, asker: Asker) => Promise<Fields>): Supply =>
  async (practice, asker) => {
    const made = await make(practice, asker);
    return (turn) => (turn < 2 ? made : {});
  };

/** Somebody with a password. */
export const newPerson = ({ platform }: SeededPractice, role: string): Promise<string> =>
  platform.addAccount(`${randomUUID()}${seeded}`, { role });

export async function newPatient({ asBoss, idOf }: SeededPractice): Promise<string> {
  const patientId = randomUUID();
  await asBoss(createPatient, {
    patientId,
    demographics: { given: 'Ida', family: 'Canary', bornOn: '1950-01-02', sex: 'female' },
    address: { line: '2 Main St', city: 'Springfield', state: 'IL', postalCode: '62701' },
    providerId: idOf('pia'),
  });
  return patientId;
}
