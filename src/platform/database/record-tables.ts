import type { Generated } from 'kysely';
import type { BackupFailure } from '../../shared/domain/backup';
import type { ConsentType } from '../../shared/domain/consent';
import type { PhiCategory } from '../../shared/domain/hipaa-agreement';
import type { AttestationClaim } from '../../shared/domain/evidence';

/** One version of a document: an incident, or a draft of an agreement. */
export interface DocumentVersionTable {
  document_id: string;
  version: number;
  kind: 'incident' | 'agreement';
  /** The version of the schema that wrote it. */
  form: number;
  state: string;
  phase: string | null;
  /** Sealed JSON of {heading, standing}. */
  heading: string;
  /** The version whose body is the content of this one. */
  content_version: number;
  /** Sealed JSON; null where an earlier version says the same. */
  body: string | null;
  /** Hex; of the document as it was executed. */
  document_sha256: string | null;
  /** Who saved this version. */
  user_id: string;
  saved_at: number;
}

/** The signed head that the proofs of one version of a document lead to. */
export interface DocumentCheckpointTable {
  document_id: string;
  version: number;
  size: number;
  note: string;
}

/** What proves that an event which a document names stands in the log. */
export interface DocumentProofTable {
  document_id: string;
  seq: number;
  /** The one that named it first. */
  version: number;
  leaf_hash: Uint8Array;
  /** 32 bytes a hash, from the leaf up. */
  proof: Uint8Array;
}

/** What somebody attested of a provision of the Security Rule. */
export interface AttestationTable {
  provision: string;
  version: number;
  claim: AttestationClaim;
  statement: string;
  /** Hex. */
  document_sha256: string | null;
  /** The last day on which it counts, as YYYY-MM-DD. */
  valid_until: string;
  user_id: string;
  attested_at: number;
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

/** A board's waiver of the authorization that a study needs. Day as YYYY-MM-DD. */
export interface ResearchWaiverTable {
  research_waiver_id: string;
  /** As the scope of a use names it. */
  study: string;
  board: string;
  approved_on: string;
  /** Who recorded it. */
  user_id: string;
  recorded_at: number;
  ended_by: Generated<string | null>;
  ended_at: Generated<number | null>;
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
  /** Who asked for it; null where a restored backup knows no such account yet. */
  user_id: string | null;
  began_at: number;
  /** The newest field key that may have sealed them. */
  field_version: number;
  finished_at: Generated<number | null>;
}

export interface DestructionCertificateTable {
  certificate_id: string;
  kind: 'audit-archive' | 'patient-demographics';
  issued_at: number;
  user_id: string | null;
  /** Canonical JSON (RFC 8785), and its SHA-256 in hex. */
  body: string;
  sha256: string;
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
