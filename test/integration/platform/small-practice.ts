import { serviceKey } from '../../../src/platform/phi/data-keys';

const practiceId = '7c0f7a52-6f5e-4c07-9f43-4c1d2f8f6a10';

/** A synthetic practice that is made in a second. */
export const smallPractice = {
  practice: {
    practiceId,
    name: 'Coulee Ridge Family Practice',
    timeZone: 'America/Chicago',
    synthetic: true,
  },
  phiKey: serviceKey(Buffer.alloc(32, 7).toString('base64url'), practiceId),
  size: { seed: 'small', staff: 14, patients: 500, days: 10 },
};
