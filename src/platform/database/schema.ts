import type { Generated, Kysely, Transaction } from 'kysely';

/**
 * The tables, as both engines give them back: instants are bigint columns in microseconds since the Unix
 * epoch (safe integers), bytea is a Uint8Array, inet and uuid are text.
 */
export interface Schema {
  practice: PracticeTable;
  account: AccountTable;
  patient: PatientTable;
  session: SessionTable;
  failed_sign_in: FailedSignInTable;
  trail_reading: TrailReadingTable;
  audit_intake: AuditIntakeTable;
  audit_event: AuditEventTable;
  tree_node: TreeNodeTable;
  checkpoint: CheckpointTable;
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
}

/** Whom events are about: an id, and the name the console shows in its stead. */
export interface PatientTable {
  place: Generated<number>;
  patient_id: string;
  pseudonym: string;
}

export interface SessionTable {
  session_id: string;
  user_id: string;
  address: string;
  opened_at: number;
  expires_at: number;
  ended_at: number | null;
}

export interface FailedSignInTable {
  /** SHA-256 of the user key in base64url. */
  user_key_digest: string;
  address: string;
  failed_at: number;
}

/** A run of the trail that a session has read: its reading is recorded once, however many pages it took. */
export interface TrailReadingTable {
  session_id: string;
  first_seq: number;
  /** One after the last place read. */
  next_seq: number;
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
