import type { Migration } from '../migrate';

/**
 * What the trail is searched by (build/decisions/trail-queries.md). Codes are those of `dictionary`; a run is the
 * 8,192 events of one packed chunk. Everything here follows from `audit_event` and could be made again from it.
 */
export const search: Migration = {
  name: '2026-11-22-search',
  script: `
    -- Code of the words that the event is called by (kind \`naming\` of the dictionary).
    ALTER TABLE audit_event ADD COLUMN naming INTEGER NOT NULL DEFAULT 0;

    -- Of each full run, every patient that an event names, also beyond the first. A stretch is 131,072 places.
    CREATE TABLE patient_event (
      stretch INTEGER NOT NULL,
      patient INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      PRIMARY KEY (stretch, patient, seq)
    ) STRICT, WITHOUT ROWID;

    -- The patients beyond the first, which is a hot column.
    CREATE TABLE further_patient (
      seq INTEGER NOT NULL,
      patient INTEGER NOT NULL,
      PRIMARY KEY (seq, patient)
    ) STRICT, WITHOUT ROWID;

    -- Of each full run: its least and greatest occurred_at, events by hour and kind, and the kind of each event.
    -- id_from, id_until: least and greatest time that an event's id begins with, in milliseconds.
    CREATE TABLE run_summary (
      first_seq INTEGER PRIMARY KEY CHECK (first_seq % 8192 = 0),
      earliest INTEGER NOT NULL,
      latest INTEGER NOT NULL,
      id_from INTEGER NOT NULL,
      id_until INTEGER NOT NULL,
      totals BLOB NOT NULL,
      kinds BLOB NOT NULL
    ) STRICT;

    -- Of each full run, the events of one user or one address. \`kind\` is the dictionary's.
    CREATE TABLE posting (
      kind INTEGER NOT NULL,
      code INTEGER NOT NULL,
      first_seq INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (kind, code, first_seq)
    ) STRICT, WITHOUT ROWID;

    -- Of each full run: the different namings of its events, and which of them each event has.
    CREATE TABLE run_naming (
      first_seq INTEGER PRIMARY KEY CHECK (first_seq % 8192 = 0),
      codes BLOB NOT NULL,
      places BLOB NOT NULL
    ) STRICT;

    -- Folded words by place: what people wrote, and ids as one word each. Each word comes folded, and with the
    -- stretch of the trail before it (12_insurance): ascii leaves it be.
    CREATE VIRTUAL TABLE written_word USING fts5 (
      words, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '_'"
    );
    CREATE VIRTUAL TABLE id_word USING fts5 (
      words, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '_'"
    );

    -- Events received before these tables were there: from \`next\` up to \`until\` they are still to be entered.
    CREATE TABLE search_backlog (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      next INTEGER NOT NULL,
      until INTEGER NOT NULL
    ) STRICT;
    INSERT INTO search_backlog (id, next, until) SELECT 1, 0, size FROM tree;

    -- Made again with their run's postings, as the events above are entered.
    DELETE FROM column_chunk;
  `,
};
