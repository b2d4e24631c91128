import { sql } from 'kysely';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import type { FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { migrationsOf } from '../database/migrate';
import type { Database } from '../database/schema';
import type { SavedHead } from './log-root';
import { changed, newerForm, RefusedBackup } from './refused';
import { openFile } from './sealed-file';
import { isOfTheLog, logRows, rowDigest, rowsOf, tablesOf, type Rows } from './tables';

/** What a backup is of. */
export interface Beginning {
  backupId: string;
  practiceId: string;
  /** Microseconds. */
  madeAt: number;
  /** The schema, as the names of what made it. */
  migrations: string[];
  head: SavedHead;
}

/** A piece of a backup, in its order: the beginning, and each table with its rows and their digest. */
export type Piece =
  | ({ type: 'begin' } & Beginning)
  | { type: 'table'; name: string }
  | { type: 'rows'; table: string; rows: Rows }
  /** `sha256` in hex, found to be that of the rows before it. */
  | { type: 'end'; table: string; rows: number; sha256: string };

/** Lines: a mark is a JSON list, a row a JSON object as the database wrote it. 2: archives may be in it. */
const FORM = 2;
const digest = z.object({ rows: z.int().nonnegative(), sha256: z.string().length(64) });
const begin = z.object({
  form: z.int(),
  backupId: z.uuid(),
  practiceId: z.uuid(),
  madeAt: z.int().nonnegative(),
  migrations: z.array(z.string().max(200)).max(10_000),
  head: z.object({ size: z.int().nonnegative(), note: z.string().max(300_000) }),
});

/** Told of a backup's beginning, and of what its tables came to. */
export interface Written {
  beginning: Beginning | null;
  /** Bytes of the lines, before they are compressed and sealed. */
  bytes: number;
}

/**
 * The lines of a backup. All tables but the log and its archives' chunks come from one snapshot, with the head that the
 * log had in it; these two follow up to that head, outside the snapshot: what they hold there does not change, and on an
 * engine with one connection everybody else would wait for it.
 */
export async function* contentsOf(
  db: Database,
  { backupId, madeAt }: Pick<Beginning, 'backupId' | 'madeAt'>,
  written: Written,
): AsyncGenerator<Buffer> {
  const bytesOf = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    written.bytes += bytes.length;
    return bytes;
  };
  const mark = (...words: unknown[]) => bytesOf(`${JSON.stringify(words)}\n`);
  async function* tableOf(name: string, batches: AsyncIterable<Rows>): AsyncGenerator<Buffer> {
    yield mark('table', name);
    const digest = rowDigest();
    for await (const rows of batches) {
      digest.add(rows);
      if (rows.length > 0) yield bytesOf(`${rows.join('\n')}\n`);
    }
    yield mark('end', digest.end());
  }

  const transaction = await db.startTransaction().execute();
  let beginning: Beginning;
  let tables;
  try {
    await sql`set transaction isolation level repeatable read, read only`.execute(transaction);
    const { practice_id } = await transaction
      .selectFrom('practice')
      .select('practice_id')
      .executeTakeFirstOrThrow();
    const head = await transaction
      .selectFrom('checkpoint')
      .select(['size', 'note'])
      .executeTakeFirstOrThrow();
    const migrations = await migrationsOf(transaction);
    beginning = { backupId, practiceId: practice_id, madeAt, migrations, head };
    written.beginning = beginning;
    yield mark('begin', { form: FORM, ...beginning });
    tables = await tablesOf(transaction);
    for (const table of tables)
      if (!isOfTheLog(table)) yield* tableOf(table.name, rowsOf(transaction, table));
  } finally {
    await transaction.rollback().execute();
  }
  for (const table of tables) {
    if (isOfTheLog(table)) yield* tableOf(table.name, logRows(db, table, beginning.head.size));
  }
  yield mark('whole');
}

/** Rows that are given on at once, and the characters they may have together before. */
const MOST_ROWS = 500;
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * The pieces of a sealed backup, each digest checked. Throws `RefusedBackup` for what was changed, cut short or
 * sealed under another key, also after pieces were given on: what is made of them counts once the last was given.
 */
export async function* piecesOf(file: FileHandle, key: string): AsyncGenerator<Piece> {
  let table = '';
  let digesting = rowDigest();
  let rows: Rows = [];
  let characters = 0;
  let isWhole = false;
  function* given(): Generator<Piece> {
    if (rows.length === 0) return;
    digesting.add(rows);
    yield { type: 'rows', table, rows };
    rows = [];
    characters = 0;
  }
  for await (const line of linesOf(file, key)) {
    if (isWhole) throw new RefusedBackup(changed);
    if (line.startsWith('{')) {
      rows.push(line);
      characters += line.length;
      if (rows.length >= MOST_ROWS || characters >= MOST_CHARACTERS) yield* given();
      continue;
    }
    yield* given();
    const [word, said] = markOf(line);
    if (word === 'whole') isWhole = true;
    else if (word === 'begin') yield { type: 'begin', ...beginningOf(said) };
    else if (word === 'table' && typeof said === 'string') {
      table = said;
      digesting = rowDigest();
      yield { type: 'table', name: table };
    } else if (word === 'end') {
      const expected = digest.safeParse(said);
      const found = digesting.end();
      if (!expected.success || expected.data.rows !== found.rows || expected.data.sha256 !== found.sha256) {
        throw new RefusedBackup(changed);
      }
      yield { type: 'end', table, ...found };
    } else throw new RefusedBackup(changed);
  }
  if (!isWhole) throw new RefusedBackup(changed);
}

async function* linesOf(file: FileHandle, key: string): AsyncGenerator<string> {
  const unzipped = createGunzip();
  // What fails in the file fails in the loop below, which reads on from what is destroyed with it.
  pipeline(Readable.from(openFile(key, file)), unzipped, () => undefined);
  unzipped.setEncoding('utf8');
  // A line may have megabytes, and comes in many pieces.
  let begun: string[] = [];
  try {
    for await (const text of unzipped as AsyncIterable<string>) {
      const lines = text.split('\n');
      const rest = lines.pop() ?? '';
      const [first, ...more] = lines;
      if (first !== undefined) {
        yield begun.join('') + first;
        yield* more;
        begun = [];
      }
      begun.push(rest);
    }
  } catch (error) {
    // Whole chunks that do not unzip were not sealed by us.
    throw (error as { code?: string }).code?.startsWith('Z_') === true ? new RefusedBackup(changed) : error;
  }
  if (begun.join('') !== '') throw new RefusedBackup(changed);
}

function markOf(line: string): [unknown, unknown] {
  try {
    const mark: unknown = JSON.parse(line);
    if (Array.isArray(mark)) return [mark[0], mark[1]];
  } catch {
    // Said below.
  }
  throw new RefusedBackup(changed);
}

function beginningOf(said: unknown): Beginning {
  const parsed = begin.safeParse(said);
  if (!parsed.success) throw new RefusedBackup(changed);
  const { form, ...beginning } = parsed.data;
  if (form > FORM) throw new RefusedBackup(newerForm);
  return beginning;
}
