import type { Generated, Kysely, Transaction } from 'kysely';
import type { FindingKind } from '../../shared/detection/detector';
import type { AlertDisposition, AlertState } from '../../shared/domain/alert';
import type { Listen } from './listen';
import type {
  CareTeamTable,
  CareTeamMembershipTable,
  ShiftTable,
  PatientAssignmentTable,
  ReferralTable,
  PatientAccountTable,
  AppointmentTable,
  EncounterTable,
} from './care-tables';
import type {
  AttestationTable,
  DocumentCheckpointTable,
  DocumentProofTable,
  DocumentVersionTable,
  HipaaSettingTable,
  HipaaAgreementTable,
  PatientConsentTable,
  ResearchWaiverTable,
  DisclosureTable,
  RetentionPolicyTable,
  LegalHoldTable,
  RecordArchiveTable,
  PatientErasureTable,
  DestructionCertificateTable,
  BackupTable,
} from './record-tables';
import type {
  TrailReadingTable,
  TrailQuestionTable,
  CosignerTable,
  CosignedCheckpointTable,
  CosignatureTable,
  ConsoleActTable,
  AuditIntakeTable,
  AuditEventTable,
  AuditTallyTable,
  AuditArchiveTable,
  AuditArchiveChunkTable,
  ArchiveFailureTable,
  TreeNodeTable,
  CheckpointTable,
} from './trail-tables';

/**
 * The tables, as both engines give them back: instants are bigint columns in microseconds since the Unix
 * epoch (safe integers), bytea is a Uint8Array, inet and uuid are text.
 */
export interface Schema {
  practice: PracticeTable;
  account: AccountTable;
  custom_role: CustomRoleTable;
  patient: PatientTable;
  household: HouseholdTable;
  patient_record: PatientRecordTable;
  workforce_record: WorkforceRecordTable;
  care_team: CareTeamTable;
  care_team_membership: CareTeamMembershipTable;
  shift: ShiftTable;
  appointment: AppointmentTable;
  encounter: EncounterTable;
  patient_assignment: PatientAssignmentTable;
  referral: ReferralTable;
  patient_account: PatientAccountTable;
  hipaa_setting: HipaaSettingTable;
  hipaa_agreement: HipaaAgreementTable;
  patient_consent: PatientConsentTable;
  research_waiver: ResearchWaiverTable;
  disclosure: DisclosureTable;
  document_version: DocumentVersionTable;
  document_checkpoint: DocumentCheckpointTable;
  document_proof: DocumentProofTable;
  attestation: AttestationTable;
  phi_key: PhiKeyTable;
  phi_opening: PhiOpeningTable;
  request_count: RequestCountTable;
  invitation: InvitationTable;
  provisioning: ProvisioningTable;
  provisioning_row: ProvisioningRowTable;
  break_glass: BreakGlassTable;
  second_factor: SecondFactorTable;
  recovery_code: RecoveryCodeTable;
  session: SessionTable;
  refresh_token: RefreshTokenTable;
  failed_sign_in: FailedSignInTable;
  address_block: AddressBlockTable;
  identity_setting: IdentitySettingTable;
  detection_setting: DetectionSettingTable;
  detection_cursor: DetectionCursorTable;
  detector_state: DetectorStateTable;
  session_move: SessionMoveTable;
  alert: AlertTable;
  trail_reading: TrailReadingTable;
  trail_question: TrailQuestionTable;
  cosigner: CosignerTable;
  cosigned_checkpoint: CosignedCheckpointTable;
  cosignature: CosignatureTable;
  console_act: ConsoleActTable;
  audit_intake: AuditIntakeTable;
  audit_event: AuditEventTable;
  audit_tally: AuditTallyTable;
  audit_archive: AuditArchiveTable;
  audit_archive_chunk: AuditArchiveChunkTable;
  archive_failure: ArchiveFailureTable;
  retention_policy: RetentionPolicyTable;
  legal_hold: LegalHoldTable;
  record_archive: RecordArchiveTable;
  patient_erasure: PatientErasureTable;
  destruction_certificate: DestructionCertificateTable;
  tree_node: TreeNodeTable;
  checkpoint: CheckpointTable;
  backup: BackupTable;
}

export type Database = Kysely<Schema>;
export type DatabaseTransaction = Transaction<Schema>;

export interface OpenDatabase {
  db: Database;
  /**
   * To be told how many events went from the intake into the log: reclaims room and counts again when it is
   * due. Null where the server looks after its tables itself.
   */
  upkeep: ((moved: number) => Promise<void>) | null;
  /** Other nodes may work on it at the same time. */
  shared: boolean;
  /** Hears how far other nodes have extended the log; null where there are none. */
  listen: Listen | null;
  /** Waits for what is running; the files or connections are free afterwards. */
  close(): Promise<void>;
}

export interface PracticeTable {
  practice_id: string;
  name: string;
  time_zone: string;
  synthetic: boolean;
  created_at: number;
}

export interface AccountTable {
  user_id: string;
  /** As the person writes it. */
  user_name: string;
  /** What two spellings of one name share; unique. */
  user_key: string;
  display_name: string;
  role: string;
  /** Null: nobody can sign in with it. */
  password_hash: string | null;
  created_at: number;
  /** Null while the account may be used. */
  ended_at: number | null;
  job_title: Generated<string>;
  pronoun: Generated<'she' | 'he' | 'they' | null>;
  status: Generated<'active' | 'on-leave' | 'ended'>;
  status_since: Generated<number>;
  status_until: Generated<number | null>;
  service: Generated<boolean>;
  last_seen_at: Generated<number | null>;
  /** One more with each change of what the account says; the database counts. */
  version: Generated<number>;
}

/** A role that the practice made for itself. */
export interface CustomRoleTable {
  code: string;
  title: string;
  /** JSON of [{permission, scope}]. */
  grants: string;
  /** From 1, up by one with each change. */
  version: number;
  created_at: number;
  changed_at: number;
  /** Null while it can be held. */
  retired_at: number | null;
}

/** Whom events are about: an id, and the name the console shows in its stead. */
export interface PatientTable {
  place: Generated<number>;
  patient_id: string;
  pseudonym: string;
}

/** An account's authenticator app. It is on once `confirmed_at` is set. */
export interface SecondFactorTable {
  user_id: string;
  /** Sealed (sealed-secret.ts). Null with `confirmed_at`: somebody made up, who has no app. */
  secret: Generated<string | null>;
  /** Sealed; not yet confirmed by a code. */
  pending_secret: Generated<string | null>;
  confirmed_at: Generated<number | null>;
  /** When it was taken away, until a new one is confirmed. */
  reset_at: Generated<number | null>;
  /** The newest time step whose code was accepted: none up to it is accepted again. */
  last_step: Generated<number>;
}

/** Lets somebody in once without their app. */
export interface RecoveryCodeTable {
  user_id: string;
  /** SHA-256 in base64url. */
  code_digest: string;
  used_at: number | null;
}

export interface HouseholdTable {
  household_id: string;
  /** Sealed JSON of {line, city, state, postalCode}. */
  address: string;
}

export interface PatientRecordTable {
  patient_id: string;
  household_id: string;
  /** The provider whose panel it is. */
  user_id: string;
  registered_at: number;
  vip: boolean;
  /** Sealed JSON of the demographics (patient-record.ts). */
  demographics: string;
  /** Grows with each edit. */
  version: Generated<number>;
  /** Blind indexes of what is sealed; null where the patient has none. */
  mrn_index: Generated<string | null>;
  email_index: Generated<string | null>;
}

export interface WorkforceRecordTable {
  user_id: string;
  household_id: string;
  /** Null: no patient here. */
  patient_id: string | null;
  /** Sealed JSON of {given, family}. */
  demographics: string;
}

/**
 * A data key, wrapped under the field key of version `wrapped_by`, or under the service's own key where that is 0.
 * Null once it was destroyed. The version of a key of events or of an archive is its month: 202611.
 */
export interface PhiKeyTable {
  purpose: 'field' | 'value' | 'event' | 'index' | 'archive' | 'records';
  version: number;
  /** `retiring`: values under it are being sealed anew; `retired`: none are left, or nobody here could. */
  state: 'current' | 'retiring' | 'retired' | 'destroyed';
  wrapped: string | null;
  wrapped_by: number;
  created_at: number;
  retired_at: number | null;
  destroyed_at: number | null;
  /** When the table was written anew without it; null until then. */
  overwritten_at: Generated<number | null>;
}

/** How many values somebody had opened in one minute. */
/** How many requests of a user passed in one minute, over all nodes. */
export interface RequestCountTable {
  user_id: string;
  /** Pages of the trail, or everything else. */
  bulk: boolean;
  minute_at: number;
  count: number;
}

export interface PhiOpeningTable {
  user_id: string;
  minute_at: number;
  count: number;
}

/** What lets somebody choose a password by a code. Of one account at most one can be claimed. */
export interface InvitationTable {
  invitation_id: string;
  user_id: string;
  purpose: 'first-password' | 'password-reset';
  /** SHA-256 in base64url. */
  code_digest: string;
  made_at: number;
  expires_at: number;
  claimed_at: Generated<number | null>;
  withdrawn_at: Generated<number | null>;
}

/** A list of accounts that somebody applies. */
export interface ProvisioningTable {
  provisioning_id: string;
  /** Who applies it. */
  user_id: string;
  /** SHA-256 of the list's text in base64url. */
  text_digest: string;
  began_at: number;
}

/** A row of such a list: what it was to do when somebody looked at it, and what came of it. */
export interface ProvisioningRowTable {
  provisioning_id: string;
  /** Its place among the list's rows, from 1, the headings not counted. */
  row: number;
  kind: 'create' | 'change' | 'same' | 'refused';
  /** The account, once there is one. */
  user_id: string | null;
  /** JSON of what the account is to say. */
  fields: string;
  /** JSON of what it said before, once it was changed. */
  before: string | null;
  /** The account's version: the one the change is made to, and then the one it made. */
  version: number | null;
  /** Null while it waits. */
  outcome: 'created' | 'changed' | 'same' | 'refused' | null;
  /** Why it was refused, and because of which column. */
  reason: string | null;
  field: string | null;
  undone_at: Generated<number | null>;
}

/** Access to one patient beyond somebody's role, in an emergency, and what a reviewer made of it. */
export interface BreakGlassTable {
  break_glass_id: string;
  user_id: string;
  patient_id: string;
  justification: string;
  began_at: number;
  expires_at: number;
  /** When its owner ended it early. */
  ended_at: Generated<number | null>;
  review_due_at: number;
  reviewer_id: Generated<string | null>;
  reviewed_at: Generated<number | null>;
  disposition: Generated<'justified' | 'unjustified' | null>;
  note: Generated<string | null>;
}

export interface SessionTable {
  session_id: string;
  user_id: string;
  address: string;
  opened_at: number;
  /** The session's last instant, however often it is refreshed. */
  expires_at: number;
  ended_at: number | null;
  /** When it was opened or last refreshed. */
  refreshed_at: Generated<number>;
  /** By which program it was opened; null where none was told. */
  user_agent: Generated<string | null>;
}

/** A network and a program that a session was used from and by, other than those it was opened with. */
export interface SessionMoveTable {
  session_id: string;
  network: string;
  program: string;
}

export interface RefreshTokenTable {
  /** SHA-256 in base64url. */
  token_digest: string;
  session_id: string;
  issued_at: number;
  /** Null while it is the session's newest. */
  used_at: number | null;
}

export interface FailedSignInTable {
  /** SHA-256 of the user key in base64url. */
  user_key_digest: string;
  address: string;
  failed_at: number;
  /** When an attempt was first refused because of the wait after this failure. */
  refused_at: Generated<number | null>;
}

/** An address from which too many names were tried. */
export interface AddressBlockTable {
  address_block_id: string;
  address: string;
  /** How many names had been tried when it was blocked. */
  user_names: number;
  blocked_at: number;
  blocked_until: number;
  /** When an administrator let it go. */
  released_at: number | null;
}

/** One row. */
export interface IdentitySettingTable {
  version: number;
  /** JSON of the codes of roles that need a second factor, in order. */
  second_factor_roles: string;
  user_id: string | null;
  changed_at: number | null;
}

/** One row. */
export interface DetectionSettingTable {
  version: number;
  /** JSON (detection-settings.ts); what is missing is as the service comes. */
  settings: string;
  user_id: string | null;
  changed_at: number | null;
}

/** One row: how far the detectors have looked at the log. */
export interface DetectionCursorTable {
  /** The first event that they did not see; null before their first look. */
  next_seq: number | null;
  /** From what happened before it they learn, and raise nothing. */
  quiet_before: number | null;
}

/** What a detector remembers by one key. */
export interface DetectorStateTable {
  kind: FindingKind;
  key: string;
  /** JSON, of the detector's own shape. */
  state: string;
  kept_until: number;
}

/** Something that may be wrong, and what was made of it. */
export interface AlertTable {
  alert_id: string;
  kind: FindingKind;
  /** What makes two findings one alert (alerts.ts). */
  subject: string;
  user_id: string | null;
  /** An address or a network. */
  address: string | null;
  session_id: string | null;
  first_at: number;
  last_at: number;
  raised_at: number;
  count: number;
  reason: string;
  /** JSON of names and numbers. */
  facts: string;
  /** How bad that is (Finding.weight). */
  weight: Generated<number>;
  answer: Generated<'session-ended' | 'address-blocked' | null>;
  state: Generated<AlertState>;
  /** One more with each handling, and each time that more was found. */
  version: Generated<number>;
  acknowledged_by: Generated<string | null>;
  acknowledged_at: Generated<number | null>;
  acknowledged_note: Generated<string | null>;
  closed_by: Generated<string | null>;
  closed_at: Generated<number | null>;
  disposition: Generated<AlertDisposition | null>;
  closed_note: Generated<string | null>;
}
