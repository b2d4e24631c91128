import type { Migration } from '../migrate';

/** What a person saved of their lists, and of an export how many lines it had. */
export const viewsAndExports: Migration = {
  name: '2026-11-26-views-and-exports',
  script: `
    -- \`body\` is the JSON of a list view; \`screen\` stands in it too.
    CREATE TABLE saved_view (
      view_id TEXT PRIMARY KEY,
      screen TEXT NOT NULL,
      name TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE outbox_act ADD COLUMN records INTEGER;
  `,
};
