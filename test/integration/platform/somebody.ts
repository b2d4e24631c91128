import { randomUUID } from 'node:crypto';

/** A patient as they are registered; every word of them is a canary. */
export const somebody = (mrn: string) => ({
  patientId: randomUUID(),
  demographics: {
    given: 'Canarymartha',
    family: 'Canarylindqvist',
    bornOn: '1931-03-17',
    sex: 'female',
    mrn,
  } as const,
  address: { line: '7531 Canarystreet Rd', city: 'Canarytown', state: 'WI', postalCode: '54999' },
});
