import { z } from 'zod';
import type { ShownPatient } from '../../shared/contract/bridge/trail';
import type { listPseudonyms } from '../../shared/contract/platform/patients';
import type { ReplyOf } from '../../shared/contract/platform/call';
import type { WorkforceMember } from '../../shared/domain/workforce-member';
import type { ReadableDb, WritableDb } from './db';
import { sql } from './sql';

/** The practice's lists, as the platform last gave them: who works there, and how patients are called. */

const memberList = z.object({ version: z.string(), asOf: z.int() });

/** Which state of the list of people is kept, and when (microseconds) the platform last said so; null: none. */
export function keptMemberList(db: ReadableDb): z.infer<typeof memberList> | null {
  return db.row(sql`SELECT version, as_of AS asOf FROM member_list`, memberList);
}

export function members(db: ReadableDb): WorkforceMember[] {
  const rows = db.rows(sql`SELECT body FROM member ORDER BY user_id`, z.object({ body: z.string() }));
  return rows.map(({ body }) => JSON.parse(body) as WorkforceMember);
}

/** Puts a new list in the place of the kept one; `null` says that it is the same still. */
export function keepMembers(
  db: WritableDb,
  version: string,
  list: readonly WorkforceMember[] | null,
  asOf: number,
): void {
  db.transaction(() => {
    if (list !== null) {
      db.run(sql`DELETE FROM member`);
      for (const member of list) {
        // A list that names somebody twice is the platform's mistake: the later line stands.
        db.run(sql`
          INSERT INTO member (user_id, body) VALUES (${member.userId}, ${JSON.stringify(member)})
          ON CONFLICT (user_id) DO UPDATE SET body = excluded.body
        `);
      }
    }
    db.run(sql`
      INSERT INTO member_list (id, version, as_of) VALUES (1, ${version}, ${asOf})
      ON CONFLICT (id) DO UPDATE SET version = excluded.version, as_of = excluded.as_of
    `);
  });
}

/** For somebody who may not see the list any more. Whether there was one. */
export function forgetMembers(db: WritableDb): boolean {
  return db.transaction(() => {
    db.run(sql`DELETE FROM member`);
    return db.run(sql`DELETE FROM member_list`) > 0;
  });
}

/** The place after the last pseudonym kept: the one to ask for next. */
export function nextPseudonym(db: ReadableDb): number {
  const row = db.row(sql`SELECT max(place) AS last FROM pseudonym`, z.object({ last: z.int().nullable() }));
  return (row?.last ?? -1) + 1;
}

/** Keeps pseudonyms that stand in the platform's list from `from` on. One that was given once never changes. */
export function keepPseudonyms(
  db: WritableDb,
  from: number,
  list: ReplyOf<typeof listPseudonyms>['pseudonyms'],
): void {
  db.transaction(() => {
    for (const [i, { patientId, pseudonym }] of list.entries()) {
      db.run(sql`
        INSERT INTO pseudonym (patient_id, pseudonym, place) VALUES (${patientId}, ${pseudonym}, ${from + i})
        ON CONFLICT DO NOTHING
      `);
    }
  });
}

const pseudonymRow = z.object({ pseudonym: z.string() });

/** The pseudonyms of those patients that have one, by patient id. */
export function pseudonymsOf(db: ReadableDb, patientIds: Iterable<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const patientId of new Set(patientIds)) {
    const row = db.row(sql`SELECT pseudonym FROM pseudonym WHERE patient_id = ${patientId}`, pseudonymRow);
    if (row !== null) found.set(patientId, row.pseudonym);
  }
  return found;
}

const shown = z.object({ patientId: z.string(), pseudonym: z.string() });

/** Patients whose pseudonym begins with `text`, in whatever case; the shortest first, so that a whole one leads. */
export function findPseudonyms(db: ReadableDb, text: string, limit: number): ShownPatient[] {
  const start = text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
  // Pseudonyms are ASCII: whatever begins with `start` sorts before `start` and the last character there is.
  return db.rows(
    sql`
      SELECT patient_id AS patientId, pseudonym FROM pseudonym
      WHERE pseudonym >= ${start} AND pseudonym < ${`${start}\u{10ffff}`}
      ORDER BY length(pseudonym), pseudonym LIMIT ${limit}
    `,
    shown,
  );
}
