import { sql } from 'kysely';
import { placeOf, type Detector, type FindingKind, type States } from '../../shared/detection/detector';
import type { DatabaseTransaction } from '../database/schema';

/** What one detector remembers by one key. */
export interface StateKey {
  kind: FindingKind;
  key: string;
}

/** What is remembered by these keys. */
export async function loadStates(
  transaction: DatabaseTransaction,
  keys: readonly StateKey[],
): Promise<States> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ kind: FindingKind; key: string; state: string }>`
    select kind, key, state from detector_state
    join json_to_recordset(${JSON.stringify(keys)}::json) as wanted (kind text, key text) using (kind, key)`.execute(
    transaction,
  );
  return new Map(rows.map(({ kind, key, state }) => [placeOf(kind, key), JSON.parse(state) as unknown]));
}

export interface ChangedState extends StateKey {
  /** Null: nothing is remembered any more. */
  state: unknown;
  keptUntil: number;
}

export function changedState(
  detector: Detector<unknown>,
  key: string,
  state: unknown,
  at: number,
): ChangedState {
  return { kind: detector.kind, key, state, keptUntil: at + detector.keptFor };
}

/** Keeps what changed, and lets go of what says nothing any more at `now`. */
export async function saveStates(
  transaction: DatabaseTransaction,
  changed: readonly ChangedState[],
  now: number,
): Promise<void> {
  const kept = changed.filter(({ state }) => state !== null);
  if (kept.length > 0) {
    const rows = kept.map(({ kind, key, state, keptUntil }) => ({
      kind,
      key,
      state: JSON.stringify(state),
      kept_until: keptUntil,
    }));
    await sql`
      insert into detector_state (kind, key, state, kept_until)
      select kind, key, state, kept_until
      from json_to_recordset(${JSON.stringify(rows)}::json) as row (kind text, key text, state text, kept_until bigint)
      on conflict (kind, key) do update set state = excluded.state, kept_until = excluded.kept_until`.execute(
      transaction,
    );
  }
  const gone = changed.filter(({ state }) => state === null).map(({ kind, key }) => ({ kind, key }));
  if (gone.length > 0) {
    await sql`
      delete from detector_state
      using json_to_recordset(${JSON.stringify(gone)}::json) as gone (kind text, key text)
      where detector_state.kind = gone.kind and detector_state.key = gone.key`.execute(transaction);
  }
  await transaction.deleteFrom('detector_state').where('kept_until', '<', now).execute();
}
