/** The practice that the platform inside this program is given: nobody in it exists. */
export const trialPractice = {
  practice: { name: 'Coulee Ridge Family Practice', timeZone: 'America/Chicago', synthetic: true },
  /** Always the same people, patients and habits; the days end today. */
  synthetic: { seed: 'coulee-ridge', staff: 25, patients: 4180, days: 120 },
} as const;
