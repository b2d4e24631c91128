import type { Migration } from '../migrate';

/**
 * The trail as it was received, what proves it, and what it is read by.
 * `audit_event.seq` is the place in the log, from 0 and without gaps. Codes are those of `dictionary` or of
 * src/vault/store/event-codes.ts; 0 in `user`, `patient` and `address` stands for none.
 */
export const auditTrail: Migration = {
  name: '2026-11-21-audit-trail',
  script: `
    CREATE TABLE dictionary (
      kind INTEGER NOT NULL,
      code INTEGER NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (kind, code),
      UNIQUE (kind, text)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE audit_event (
      seq INTEGER PRIMARY KEY,
      occurred_at INTEGER NOT NULL,
      user INTEGER NOT NULL,
      patient INTEGER NOT NULL,
      address INTEGER NOT NULL,
      category INTEGER NOT NULL,
      action INTEGER NOT NULL,
      outcome INTEGER NOT NULL,
      bytes INTEGER,
      salt BLOB NOT NULL CHECK (length(salt) = 16),
      leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
      body BLOB NOT NULL
    ) STRICT;

    -- The roots of the perfect subtrees over every event of the table, 32 bytes each, the largest first.
    CREATE TABLE tree (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      size INTEGER NOT NULL CHECK (size >= 0),
      subtrees BLOB NOT NULL
    ) STRICT;
    INSERT INTO tree (id, size, subtrees) VALUES (1, 0, x'');

    -- The log's signing key as it was at first contact.
    CREATE TABLE log_key (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      verifier_key TEXT NOT NULL,
      pinned_at INTEGER NOT NULL
    ) STRICT;

    -- Signed heads that the tree computed here agreed with: the newest of each day (UTC).
    CREATE TABLE head (
      day INTEGER PRIMARY KEY,
      size INTEGER NOT NULL,
      checkpoint TEXT NOT NULL,
      verified_at INTEGER NOT NULL
    ) STRICT;

    -- What the platform showed that cannot be true together with what is kept here. Nothing is received after it.
    CREATE TABLE contradiction (
      id INTEGER PRIMARY KEY,
      found_at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      size INTEGER NOT NULL,
      checkpoint TEXT NOT NULL,
      verifier_key TEXT NOT NULL
    ) STRICT;

    -- Hot columns of 8,192 events each (build/decisions/packed-column-chunk.md).
    CREATE TABLE column_chunk (
      first_seq INTEGER PRIMARY KEY CHECK (first_seq % 8192 = 0),
      bytes BLOB NOT NULL
    ) STRICT;

    CREATE TABLE setting (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
