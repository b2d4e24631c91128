import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from '../database/schema';
import { keyFor, openBytes, sealBytes } from '../phi/envelope';

/** Beside the backups: a backup from before an erasure knows nothing of it. */
const FILE = 'erasures.sealed';
const MOST_BYTES = 64 * 1024 * 1024;

const erasures = z.array(
  z.strictObject({
    id: z.uuid(),
    patientId: z.string().min(1).max(128),
    userId: z.uuid().nullable(),
    basis: z.enum(['retention-over', 'entered-by-mistake']),
  }),
);
/** Whom somebody had erased: ids and no names. */
export type ListedErasure = z.infer<typeof erasures>[number];

/** Where the list lies and under which key: that of the backups. */
export interface ListPlace {
  folder: string;
  /** 32 bytes in base64url. */
  key: string;
}

/** The list was changed outside Wardkeeper, or is another practice's or another key's. */
export class UnreadableList extends Error {
  override name = 'UnreadableList';
}

/** Adds the erasures that the list does not name yet. Throws `UnreadableList`, and what the disk throws. */
export async function listErasures(db: Database, place: ListPlace, practiceId: string): Promise<void> {
  const rows = await db
    .selectFrom('patient_erasure')
    .select(['patient_erasure_id as id', 'patient_id as patientId', 'user_id as userId', 'basis'])
    .orderBy('began_at')
    .execute();
  const listed = (await readErasures(place, practiceId)) ?? [];
  const known = new Set(listed.map(({ id }) => id));
  const fresh = rows.filter(({ id }) => !known.has(id));
  if (fresh.length > 0) await write(place, practiceId, [...listed, ...fresh]);
}

/** Null where there is no list: nobody was erased while it would have been kept, or it was not brought along. */
export async function readErasures(
  { folder, key }: ListPlace,
  practiceId: string,
): Promise<ListedErasure[] | null> {
  let sealed: string;
  try {
    sealed = await readFile(join(folder, FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (sealed.length > MOST_BYTES) throw new UnreadableList();
  const text = openBytes(sealingKey(key), boundTo(practiceId), sealed.trim());
  if (text === null) throw new UnreadableList();
  return erasures.parse(JSON.parse(text.toString('utf8')));
}

/** Under another name until it is whole and on the disk. */
async function write({ folder, key }: ListPlace, practiceId: string, list: ListedErasure[]): Promise<void> {
  const sealed = sealBytes(sealingKey(key), boundTo(practiceId), Buffer.from(JSON.stringify(list)));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, FILE);
  const making = `${path}.making`;
  const file = await open(making, 'w', 0o600);
  try {
    await file.writeFile(`${sealed}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(making, path);
}

function sealingKey(key: string): Buffer {
  return keyFor('erasures', Buffer.from(key, 'base64url'));
}

function boundTo(practiceId: string): string[] {
  return ['erasures', practiceId];
}
