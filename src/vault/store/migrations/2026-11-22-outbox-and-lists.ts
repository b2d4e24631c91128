import type { Migration } from '../migrate';

/** What waits to be sent, and the practice's lists as the platform last gave them. Times are microseconds UTC. */
export const outboxAndLists: Migration = {
  name: '2026-11-22-outbox-and-lists',
  script: `
    -- Acts of this console that the platform has not acknowledged, in the order they happened.
    CREATE TABLE outbox_act (
      place INTEGER PRIMARY KEY,
      act_id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      occurred_at INTEGER NOT NULL
    ) STRICT;

    -- Everybody who works for the practice or did; \`body\` is the JSON of a workforce member.
    CREATE TABLE member (
      user_id TEXT PRIMARY KEY,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Which state of that list it is, and when the platform last said so. No row: it never has.
    CREATE TABLE member_list (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      version TEXT NOT NULL,
      as_of INTEGER NOT NULL
    ) STRICT;

    -- \`place\` is the one in the platform's list, from 0.
    CREATE TABLE pseudonym (
      patient_id TEXT PRIMARY KEY,
      pseudonym TEXT NOT NULL UNIQUE,
      place INTEGER NOT NULL UNIQUE
    ) STRICT, WITHOUT ROWID;
  `,
};
