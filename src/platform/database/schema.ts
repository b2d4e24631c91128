import type { Generated, Kysely, Transaction } from 'kysely';
import type { BackupFailure } from '../../shared/domain/backup';
import type { ConsentType } from '../../shared/domain/consent';
import type { FindingKind } from '../../shared/detection/detector';
import type { AlertDisposition, AlertState } from '../../shared/domain/alert';
import type { PhiCategory } from '../../shared/domain/hipaa-agreement';
import type { AttestationTable, DocumentVersionTable } from './record-tables';

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
  hipaa_setting: HipaaSettingTable;
  hipaa_agreement: HipaaAgreementTable;
  patient_consent: PatientConsentTable;
  disclosure: DisclosureTable;
  document_version: DocumentVersionTable;
  attestation: AttestationTable;
  phi_key: PhiKeyTable;
  phi_opening: PhiOpeningTable;
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
  audit_archive: AuditArchiveTable;
  audit_archive_chunk: AuditArchiveChunkTable;
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
}

/** How many values somebody had opened in one minute. */
export interface PhiOpeningTable {
  user_id: string;
  minute_at: number;
  count: number;
}

export interface CareTeamTable {
  care_team_id: string;
  name: string;
}

export interface CareTeamMembershipTable {
  care_team_id: string;
  user_id: string;
  since: number;
  until: number | null;
}

export interface ShiftTable {
  user_id: string;
  starts_at: number;
  ends_at: number;
  kind: 'clinic' | 'on-call';
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
}

export interface EncounterTable {
  encounter_id: string;
  /** Null: nobody had booked it. */
  appointment_id: string | null;
  patient_id: string;
  user_id: string;
  kind: 'visit' | 'telehealth' | 'telephone';
  started_at: number;
  ended_at: number;
  /** When it was hidden, its retention over and a copy archived; null while it is kept. */
  deleted_at: Generated<number | null>;
}

/** One row. */
export interface HipaaSettingTable {
  version: number;
  enabled: boolean;
  allowed_regions: string[];
  region: string | null;
  retention_years: number;
  /** Who changed it last, and when; null: as it came. */
  user_id: string | null;
  changed_at: number | null;
}

/** A business associate agreement. Days as YYYY-MM-DD. */
export interface HipaaAgreementTable {
  agreement_id: string;
  organization_name: string;
  signatory_name: string;
  signatory_email: string;
  effective_on: string;
  expires_on: string | null;
  region: string;
  phi_categories: PhiCategory[];
  /** Hex. */
  document_sha256: string;
  /** Who recorded it. */
  user_id: string;
  created_at: number;
  deactivated_at: number | null;
}

/** What a patient has said about one use of their data; the columns are issue-24's. */
export interface PatientConsentTable {
  id: string;
  patient_id: string;
  consent_type: ConsentType;
  granted: boolean;
  granted_at: number | null;
  revoked_at: number | null;
  expires_at: number | null;
  /** Who took it down. */
  granted_by_user_id: string;
  purpose: string | null;
  scope: string | null;
  created_at: number;
}

/** One version of an entry in the register of disclosures. Days as YYYY-MM-DD. */
export interface DisclosureTable {
  disclosure_id: string;
  version: number;
  patient_id: string;
  disclosed_on: string;
  recipient: string;
  recipient_address: string | null;
  what: string;
  purpose: string;
  times: number;
  /** Null where it was once. */
  last_on: string | null;
  withdrawn: boolean;
  /** Null for the first version. */
  reason: string | null;
  /** Who wrote this version. */
  user_id: string;
  recorded_at: number;
}

/** What lets somebody choose their first password. Of one account at most one can be claimed. */
export interface InvitationTable {
  invitation_id: string;
  user_id: string;
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
  answer: Generated<'session-ended' | 'address-blocked' | null>;
  state: Generated<AlertState>;
  /** One more with each handling; what is found again does not count. */
  version: Generated<number>;
  acknowledged_by: Generated<string | null>;
  acknowledged_at: Generated<number | null>;
  acknowledged_note: Generated<string | null>;
  closed_by: Generated<string | null>;
  closed_at: Generated<number | null>;
  disposition: Generated<AlertDisposition | null>;
  closed_note: Generated<string | null>;
}

/** A run of the trail that a session has read: its reading is recorded once, however many pages it took. */
export interface TrailReadingTable {
  session_id: string;
  first_seq: number;
  /** One after the last place read. */
  next_seq: number;
}

/** A question that a session has asked of the trail: its asking is recorded once, however many pages it took. */
export interface TrailQuestionTable {
  session_id: string;
  /** SHA-256 in base64url. */
  digest: string;
}

/** A key with which somebody's console cosigns checkpoints. */
export interface CosignerTable {
  name: string;
  key_id: string;
  user_id: string;
  /** As C2SP signed-note writes it. */
  verifier_key: string;
  registered_at: number;
}

/** A head that somebody cosigned, as the log signed it. */
export interface CosignedCheckpointTable {
  size: number;
  note: string;
}

export interface CosignatureTable {
  size: number;
  name: string;
  key_id: string;
  /** The signature's line in the note, with its line break. */
  line: string;
  received_at: number;
}

/** Acts of consoles that are in the trail already. */
export interface ConsoleActTable {
  user_id: string;
  act_id: string;
  recorded_at: number;
}

/** Events that are committed and wait for their place in the log. */
export interface AuditIntakeTable {
  arrival: Generated<number>;
  event_id: string;
  /** The draft as JSON. */
  draft: string;
}

/** The log. `body` gives back the event exactly; the other columns are copies to filter by. */
export interface AuditEventTable {
  seq: number;
  event_id: string;
  recorded_at: number;
  occurred_at: number;
  user_id: string | null;
  action: string;
  resource_type: string | null;
  patient_ids: string[];
  ip: string | null;
  leaf_hash: Uint8Array;
  salt: Uint8Array;
  body: string;
}

/**
 * A month of the log in a sealed archive. `making`: rows are being copied; `putting-away`: verified, and the rows
 * leave the log's table; `archived`: all have left; `restoring` and `restored`: rows come back, and are back;
 * `purged`: content and key are destroyed, the hashes stay.
 */
export interface AuditArchiveTable {
  archive_id: string;
  /** As 202611, in UTC. */
  month: number;
  first_seq: number;
  last_seq: number;
  recorded_from: number;
  recorded_until: number;
  occurred_from: number;
  occurred_until: number;
  state: Generated<'making' | 'putting-away' | 'archived' | 'restoring' | 'restored' | 'purged'>;
  began_at: number;
  /** The root of the log up to and with its last event, the signed head that it was held to, the SHA-256 of its
   * sealed bytes in hex and their number; null while it is being made. */
  root: Generated<Uint8Array | null>;
  checkpoint: Generated<string | null>;
  sha256: Generated<string | null>;
  bytes: Generated<number | null>;
  sealed_at: Generated<number | null>;
  restored_at: Generated<number | null>;
  purged_at: Generated<number | null>;
}

export interface AuditArchiveChunkTable {
  archive_id: string;
  /** From 0. */
  chunk: number;
  first_seq: number;
  last_seq: number;
  /** 32 bytes an event. */
  leaf_hashes: Uint8Array;
  /** Null once it was purged. */
  sealed: Uint8Array | null;
}

export interface RetentionPolicyTable {
  resource_type: string;
  retention_period_years: number;
  archive_before_delete: boolean;
  version: number;
  /** Who changed it last, and when; null: as it came. */
  user_id: string | null;
  changed_at: number | null;
}

/** What must not be destroyed whatever its age. Of `dates` the times, of `patient` the patient is set. */
export interface LegalHoldTable {
  legal_hold_id: string;
  reach: 'practice' | 'dates' | 'patient';
  from_at: number | null;
  until_at: number | null;
  patient_id: string | null;
  reason: string;
  user_id: string;
  placed_at: number;
  released_at: Generated<number | null>;
  released_by: Generated<string | null>;
  release_reason: Generated<string | null>;
}

/** Records that were archived before they were hidden. */
export interface RecordArchiveTable {
  record_archive_id: string;
  resource_type: string;
  /** Of its key. */
  version: number;
  records: number;
  sealed: Uint8Array;
  sha256: string;
  archived_at: number;
}

/** A patient whose demographics are being destroyed: done once no field key that sealed them is left. */
export interface PatientErasureTable {
  patient_erasure_id: string;
  patient_id: string;
  basis: 'retention-over' | 'entered-by-mistake';
  reason: string;
  /** Who asked for it. */
  user_id: string;
  began_at: number;
  /** The newest field key that may have sealed them. */
  field_version: number;
  finished_at: Generated<number | null>;
}

export interface DestructionCertificateTable {
  certificate_id: string;
  kind: 'audit-archive' | 'patient-demographics';
  issued_at: number;
  user_id: string;
  /** Canonical JSON (RFC 8785), and its SHA-256 in hex. */
  body: string;
  sha256: string;
}

/** Roots of perfect subtrees at every fourth level; the leaves themselves stand in audit_event. */
export interface TreeNodeTable {
  level: number;
  position: number;
  hash: Uint8Array;
}

/** One row: the log's newest signed head, and the subtree roots from which it goes on. */
export interface CheckpointTable {
  size: number;
  recorded_at: number;
  /** Subtree roots, the largest first, 32 bytes each. */
  subtrees: Uint8Array;
  /** The signed note; empty while the log is. */
  note: string;
}

/** A backup that was made, is being made, or failed. */
export interface BackupTable {
  backup_id: string;
  begun_at: number;
  /** While it runs, whoever makes it says now and then that they still do. */
  alive_at: number;
  /** `good`: restored, or too large for that and read, and found to be what it was made of. */
  outcome: 'running' | 'good' | 'failed';
  reason: Generated<BackupFailure | null>;
  /** The state it holds is that of this instant. */
  made_at: Generated<number | null>;
  verified: Generated<'restored' | 'read' | null>;
  verified_at: Generated<number | null>;
  /** Events in the log, and its root in base64url. */
  events: Generated<number | null>;
  root: Generated<string | null>;
  /** Of the file: its name in the folder, its bytes and their SHA-256 in hex. */
  file: Generated<string | null>;
  bytes: Generated<number | null>;
  sha256: Generated<string | null>;
  /** When its file was deleted, its time being over. */
  deleted_at: Generated<number | null>;
}
