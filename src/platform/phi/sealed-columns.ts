import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { SealingKeys } from './data-keys';
import { indexedFields, type IndexedField } from './blind-index';
import { prefixOf, type Place } from './envelope';

/** A column that holds sealed JSON, and the blind indexes beside it. */
export interface SealedColumn {
  table: 'patient_record' | 'household' | 'workforce_record';
  id: string;
  idType: 'text' | 'uuid';
  column: string;
  indexed: readonly IndexedField[];
}

export const demographicsColumn: SealedColumn = {
  table: 'patient_record',
  id: 'patient_id',
  idType: 'text',
  column: 'demographics',
  indexed: indexedFields,
};
export const addressColumn: SealedColumn = {
  table: 'household',
  id: 'household_id',
  idType: 'uuid',
  column: 'address',
  indexed: [],
};
export const workforceColumn: SealedColumn = {
  table: 'workforce_record',
  id: 'user_id',
  idType: 'uuid',
  column: 'demographics',
  indexed: [],
};
export const sealedColumns = [demographicsColumn, addressColumn, workforceColumn] as const;

/** Where the value of a row belongs. */
export function placeOf({ table, column }: SealedColumn, rowId: string): Place {
  return [table, rowId, column];
}

/** Sealed JSON for a row, with the blind indexes of what stands in it. */
export function sealedRow(
  keys: SealingKeys,
  column: SealedColumn,
  rowId: string,
  content: object,
): Record<string, string | null> {
  return sealedJson(keys, column, rowId, JSON.stringify(content), content as Record<string, unknown>);
}

function sealedJson(
  keys: SealingKeys,
  column: SealedColumn,
  rowId: string,
  json: string,
  content: Readonly<Record<string, unknown>>,
): Record<string, string | null> {
  const indexes = column.indexed.map((field) => {
    const value = content[field];
    return [`${field}_index`, typeof value === 'string' ? keys.blindIndex(field, value) : null];
  });
  return {
    [column.column]: keys.seal(placeOf(column, rowId), json),
    ...(Object.fromEntries(indexes) as Record<string, string | null>),
  };
}

export interface Resealed {
  /** How many rows were looked at, and how many of them sealed. */
  found: number;
  sealed: number;
  /** The last row looked at. */
  last: string;
}

/** Which values a pass looks at: those in clear, or all that are not under the field key of today. */
export type Passing = 'clear' | 'outdated';

const isClear = (value: string) => value.startsWith('{');

/**
 * Seals the next rows after `after` under the field key of today. A row that somebody changed meanwhile is left
 * to the next pass; one that does not open stays as it is.
 */
export async function resealRows(
  transaction: DatabaseTransaction,
  keys: SealingKeys,
  column: SealedColumn,
  passing: Passing,
  after: string,
  limit: number,
): Promise<Resealed> {
  const { table, id, idType, column: name, indexed } = column;
  const from = after === '' ? sql`true` : sql`${sql.ref(id)} > ${after}::${sql.raw(idType)}`;
  const { rows } = await sql<{ id: string; value: string }>`
    select ${sql.ref(id)}::text as id, ${sql.ref(name)} as value from ${sql.table(table)}
    where ${from} and ${passed(keys.version, column, passing)}
    order by ${sql.ref(id)} limit ${limit}`.execute(transaction);
  const sealed = rows.flatMap((row) => {
    const json = isClear(row.value) ? row.value : keys.open(placeOf(column, row.id), row.value);
    const content = json === null ? null : (JSON.parse(json) as Record<string, unknown>);
    return json === null || content === null
      ? []
      : [{ id: row.id, found: row.value, ...sealedJson(keys, column, row.id, json, content) }];
  });
  const columns = [name, ...indexed.map((field) => `${field}_index`)];
  if (sealed.length > 0) {
    const sets = columns.map((set) => sql`${sql.ref(set)} = fresh.${sql.ref(set)}`);
    const types = columns.map((set) => sql`${sql.ref(set)} text`);
    await sql`
      update ${sql.table(table)} as held set ${sql.join(sets)}
      from json_to_recordset(${JSON.stringify(sealed)}::json)
        as fresh (id ${sql.raw(idType)}, found text, ${sql.join(types)})
      where held.${sql.ref(id)} = fresh.id and held.${sql.ref(name)} = fresh.found`.execute(transaction);
  }
  return { found: rows.length, sealed: sealed.length, last: rows.at(-1)?.id ?? after };
}

/** How many values there are, and how many are not under the field key of that version. */
export async function countValues(
  db: Database,
  version: number,
): Promise<{ values: number; outdated: number }> {
  let values = 0;
  let outdated = 0;
  for (const column of sealedColumns) {
    const { rows } = await sql<{ values: number; outdated: number }>`
      select count(*)::int as values,
        (count(*) filter (where ${passed(version, column, 'outdated')}))::int as outdated
      from ${sql.table(column.table)}`.execute(db);
    values += rows[0]?.values ?? 0;
    outdated += rows[0]?.outdated ?? 0;
  }
  return { values, outdated };
}

/** How many values are under the field key of one version: while there is one, the key is needed. */
export async function countUnder(db: Database, version: number): Promise<number> {
  let count = 0;
  for (const { table, column } of sealedColumns) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.table(table)}
      where starts_with(${sql.ref(column)}, ${prefixOf('field', version)})`.execute(db);
    count += rows[0]?.count ?? 0;
  }
  return count;
}

function passed(version: number, { column }: SealedColumn, passing: Passing) {
  return passing === 'clear'
    ? sql`starts_with(${sql.ref(column)}, '{')`
    : sql`not starts_with(${sql.ref(column)}, ${prefixOf('field', version)})`;
}
