import type { Generated } from 'kysely';

export interface CareTeamTable {
  care_team_id: string;
  name: string;
  /** One more with each change of the team or its members. */
  version: Generated<number>;
  /** Null while it works. */
  ended_at: Generated<number | null>;
}

export interface CareTeamMembershipTable {
  care_team_id: string;
  user_id: string;
  /** What they do in the team, in the practice's words. */
  duty: Generated<string>;
  since: number;
  until: number | null;
}

export interface ShiftTable {
  user_id: string;
  starts_at: number;
  ends_at: number;
  kind: 'clinic' | 'on-call';
  /** The team with which they work that shift, where it is not their own. */
  care_team_id: Generated<string | null>;
  cancelled_at: Generated<number | null>;
}

/** A patient who is given to one person, or to one care team. */
export interface PatientAssignmentTable {
  patient_assignment_id: string;
  patient_id: string;
  user_id: string | null;
  care_team_id: string | null;
  since: number;
  /** The same as `since` where it was ended before it began. */
  until: number | null;
}

/** A patient whom one person refers to another, for a time. */
export interface ReferralTable {
  referral_id: string;
  patient_id: string;
  from_user_id: string;
  to_user_id: string;
  since: number;
  until: number;
}

/** The account with which a patient looks at what is theirs. */
export interface PatientAccountTable {
  user_id: string;
  patient_id: string;
  since: number;
  until: Generated<number | null>;
}

export interface AppointmentTable {
  appointment_id: string;
  patient_id: string;
  user_id: string;
  starts_at: number;
  minutes: number;
  visit_type: string;
  booked_at: number;
  status: 'booked' | 'kept' | 'cancelled' | 'missed';
  /** Grows with each change. */
  version: Generated<number>;
}

export interface EncounterTable {
  encounter_id: string;
  /** Null: nobody had booked it. */
  appointment_id: string | null;
  patient_id: string;
  user_id: string;
  kind: 'visit' | 'telehealth' | 'telephone';
  started_at: number;
  /** Null while it goes on. */
  ended_at: number | null;
  version: Generated<number>;
  /** When it was hidden, its retention over and a copy archived; null while it is kept. */
  deleted_at: Generated<number | null>;
}
