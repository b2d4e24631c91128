import { sql } from 'kysely';
import type { Database } from '../database/schema';

/** Leaf hashes at places whose events are in archives, purged ones too: the hashes stay for proofs. */
export async function archivedLeaves(
  db: Database,
  places: readonly number[],
): Promise<{ seq: number; leafHash: Uint8Array }[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<{ seq: number; leaf_hash: Uint8Array }>`
    select wanted.seq,
      substring(chunk.leaf_hashes from ((wanted.seq - chunk.first_seq) * 32 + 1)::integer for 32) as leaf_hash
    from (select value::bigint as seq from json_array_elements_text(${JSON.stringify(places)}::json)) as wanted
    cross join lateral (select first_seq, last_seq, leaf_hashes from audit_archive_chunk
      where first_seq <= wanted.seq order by first_seq desc limit 1) as chunk
    where wanted.seq <= chunk.last_seq`.execute(db);
  return rows.map(({ seq, leaf_hash: leafHash }) => ({ seq, leafHash }));
}
