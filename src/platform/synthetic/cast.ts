import type { Duty } from './duty';

/** A member of the cast: the people a newcomer meets in help, pictures and the trial. */
export interface CastMember {
  given: string;
  family: string;
  pronoun: 'she' | 'he' | 'they';
  duty: Duty;
  credential?: string;
  jobTitle?: string;
  role?: string;
  /** Days before now. */
  onLeaveSince?: number;
  endedBefore?: number;
  /** A program: its whole name, and what it calls itself. */
  program?: { name: string; userName: string; userAgent: string };
}

const she = 'she';
const he = 'he';

/**
 * In the order in which a small practice has them: the first five make the smallest, all 25 the practice of
 * the pictures (23 people: 21 active, one on leave, one whose access ended; and two programs).
 */
export const cast: readonly CastMember[] = Object.freeze<CastMember[]>([
  { given: 'Ruth', family: 'Adeyemi', pronoun: she, duty: 'administrator' },
  { given: 'Elena', family: 'Vasquez', pronoun: she, duty: 'provider', credential: 'MD' },
  { given: 'Colleen', family: 'Duffy', pronoun: she, duty: 'nurse', credential: 'LPN' },
  { given: 'Grace', family: 'Lundgren', pronoun: she, duty: 'front-desk' },
  { given: 'Dana', family: 'Ruiz', pronoun: she, duty: 'ma' },
  { given: 'Marcus', family: 'Feld', pronoun: he, duty: 'compliance' },
  { given: 'Owen', family: 'Bates', pronoun: he, duty: 'billing' },
  { given: 'Joan', family: 'Whitcomb', pronoun: she, duty: 'manager', credential: 'RN' },
  { given: 'Peter', family: 'Lindqvist', pronoun: he, duty: 'provider', credential: 'MD' },
  { given: 'Kim', family: 'Tran', pronoun: she, duty: 'ma' },
  {
    given: 'Lab',
    family: 'interface',
    pronoun: 'they',
    duty: 'program',
    program: { name: 'Lab interface', userName: 'svc.lab', userAgent: 'LabBridge/4.2 (HL7 v2.5.1)' },
  },
  { given: 'Derek', family: 'Vance', pronoun: he, duty: 'ma', endedBefore: 22 },
  { given: 'Ike', family: 'Sorensen', pronoun: he, duty: 'it' },
  { given: 'Tomás', family: 'Herrera', pronoun: he, duty: 'nurse', credential: 'RN' },
  { given: 'Amara', family: 'Osei', pronoun: she, duty: 'provider', credential: 'MD' },
  { given: 'Bree', family: 'Kowalski', pronoun: she, duty: 'ma' },
  { given: 'Alan', family: 'Pruitt', pronoun: he, duty: 'front-desk' },
  { given: 'Priya', family: 'Nair', pronoun: she, duty: 'nurse', credential: 'RN' },
  { given: 'Hannah', family: 'Brandt', pronoun: she, duty: 'provider', credential: 'DO' },
  { given: 'Luis', family: 'Navarro', pronoun: he, duty: 'ma' },
  { given: 'Sam', family: 'Okafor', pronoun: 'they', duty: 'nurse', credential: 'RN' },
  { given: 'Teresa', family: 'Holm', pronoun: she, duty: 'nurse', credential: 'RN', onLeaveSince: 48 },
  { given: 'Megan', family: 'Strand', pronoun: she, duty: 'billing' },
  { given: 'Nadia', family: 'Kessler', pronoun: she, duty: 'referrals' },
  {
    given: 'Nightly',
    family: 'backup',
    pronoun: 'they',
    duty: 'program',
    program: { name: 'Nightly backup', userName: 'svc.backup', userAgent: 'PracticeBackup/2.8' },
  },
]);
