import type { Generated } from 'kysely';

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

/**
 * How many events the log's table holds, kept by its triggers. Empty texts: nobody, and nothing.
 * (migrations/2026-11-28-tally.ts)
 */
export interface AuditTallyTable {
  user_id: string;
  action: string;
  resource_type: string;
  /** What EP-050 calls an access to patient data. */
  of_phi: boolean;
  /** `occurred_at` divided by 30 days, rounded down. */
  period: number;
  events: number;
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

/** Where an archive did not verify when it was made; gone once one did, or somebody asked for it to be tried again. */
export interface ArchiveFailureTable {
  first_seq: number;
  /** In a row. */
  attempts: number;
  flaw: string;
  failed_at: number;
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
