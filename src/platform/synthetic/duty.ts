/** What somebody is there to do; the job titles of a practice, each with the role that gives the least for it. */
export const duties = [
  'administrator',
  'compliance',
  'manager',
  'provider',
  'nurse',
  'ma',
  'front-desk',
  'billing',
  'referrals',
  'it',
  'program',
] as const;
export type Duty = (typeof duties)[number];

export interface DutyFacts {
  role: string;
  jobTitles: readonly string[];
  /** Written after the name, by the place in `jobTitles`; '' for none. */
  credentials: readonly string[];
  /** Minutes of the day. */
  from: number;
  until: number;
  /** Of a hundred people beyond the cast. */
  share: number;
  /** Who does it where nobody of this duty is there that day. */
  cover: readonly Duty[];
}

const at = (hours: number, minutes = 0) => 60 * hours + minutes;
const none = [''] as const;

export const dutyFacts: Readonly<Record<Duty, DutyFacts>> = {
  administrator: {
    role: 'admin',
    jobTitles: ['Practice administrator'],
    credentials: none,
    from: at(7, 45),
    until: at(16, 45),
    share: 0,
    cover: [],
  },
  compliance: {
    role: 'compliance_officer',
    jobTitles: ['Compliance officer'],
    credentials: none,
    from: at(8, 15),
    until: at(17),
    share: 1,
    cover: [],
  },
  manager: {
    role: 'clinical_manager',
    jobTitles: ['Clinical manager'],
    credentials: ['RN'],
    from: at(7, 30),
    until: at(17),
    share: 2,
    cover: ['nurse'],
  },
  provider: {
    role: 'provider',
    jobTitles: ['Family physician', 'Family physician', 'Nurse practitioner', 'Physician assistant'],
    credentials: ['MD', 'DO', 'NP', 'PA-C'],
    from: at(7, 40),
    until: at(17, 40),
    share: 20,
    cover: [],
  },
  nurse: {
    role: 'nurse',
    jobTitles: ['Registered nurse', 'Licensed practical nurse', 'Triage nurse'],
    credentials: ['RN', 'LPN', 'RN'],
    from: at(7, 30),
    until: at(17),
    share: 20,
    cover: ['manager', 'ma', 'provider'],
  },
  ma: {
    role: 'ma',
    jobTitles: ['Medical assistant'],
    credentials: none,
    from: at(7, 30),
    until: at(17, 15),
    share: 24,
    cover: ['nurse', 'manager', 'provider'],
  },
  'front-desk': {
    role: 'data_monitor',
    jobTitles: ['Front desk', 'Patient services representative'],
    credentials: ['', ''],
    from: at(7, 15),
    until: at(17, 10),
    share: 18,
    cover: ['ma', 'administrator', 'nurse'],
  },
  billing: {
    role: 'data_monitor',
    jobTitles: ['Billing', 'Medical coder'],
    credentials: ['', 'CPC'],
    from: at(8),
    until: at(16, 30),
    share: 10,
    cover: ['administrator', 'front-desk'],
  },
  referrals: {
    role: 'data_monitor',
    jobTitles: ['Referral coordinator', 'Health records clerk'],
    credentials: ['', ''],
    from: at(8),
    until: at(16, 30),
    share: 4,
    cover: ['front-desk', 'ma', 'nurse'],
  },
  it: {
    role: 'admin',
    jobTitles: ['IT support'],
    credentials: none,
    from: at(8),
    until: at(17),
    share: 1,
    cover: ['administrator'],
  },
  program: {
    role: 'data_monitor',
    jobTitles: ['Interface'],
    credentials: none,
    from: 0,
    until: 0,
    share: 0,
    cover: [],
  },
};
