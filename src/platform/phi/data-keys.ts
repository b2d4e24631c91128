import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { takeLock } from '../database/advisory-lock';
import type { Database, DatabaseTransaction } from '../database/schema';
import { blindIndex, type BlindIndex } from './blind-index';
import { keyFor, openBytes, openText, sealBytes, sealText } from './envelope';
import {
  keyNamedBy,
  type DataKey,
  type KeyPurpose,
  type LastingPurpose,
  type Place,
  type SealedPurpose,
} from './envelope';

/** What every data key of a practice is wrapped under in the end. Never in the database. */
export interface ServiceKey {
  wrapping: Buffer;
  /** What was used before it: they open what is still wrapped under them, and wrap nothing. */
  older: readonly Buffer[];
  practiceId: string;
}

/** The seeds: 32 bytes each in base64url, from the keychain or a key file. */
export function serviceKey(seed: string, practiceId: string, olderSeeds: readonly string[] = []): ServiceKey {
  const wrapping = (of: string) => keyFor('wrapping', Buffer.from(of, 'base64url'));
  return { wrapping: wrapping(seed), older: olderSeeds.map(wrapping), practiceId };
}

/** The data keys of a practice as they stand in one transaction, for reading. */
export interface DataKeys {
  /** The version of the field key under which values are sealed now. */
  readonly version: number;
  /** The same of the key for values that others keep. */
  readonly valueVersion: number;
  blindIndex: BlindIndex;
  /** Null for what was changed, moved from another place, or sealed under a key that is gone. */
  open(place: Place, sealed: string): string | null;
  openValue(sealed: string, place?: Place): string | null;
  /** Opens a data key that was wrapped under any. */
  unwrap(row: WrappedKey): Buffer;
}

/** The same for writing: none of them is destroyed before the transaction that took them has ended. */
export interface SealingKeys extends DataKeys {
  /** Seals a field's value for its place in a row. */
  seal(place: Place, text: string): string;
  /**
   * Seals a value that nobody here seals again: one that somebody else keeps, bound to the practice alone, or one in
   * a table that refuses change, bound to its place.
   */
  sealValue(text: string, place?: Place): string;
  /** Wraps a data key under the field key of today. */
  wrap(purpose: KeyPurpose, version: number, key: Buffer): Wrapped;
}

interface Wrapped {
  wrapped: string;
  wrapped_by: number;
}

interface WrappedKey extends Wrapped {
  purpose: KeyPurpose;
  version: number;
}

/** The service was given another key than the one under which this database is sealed. */
export class WrongPhiKey extends Error {
  override name = 'WrongPhiKey';
}

/** Wrapped under the service's own key. */
const BY_SERVICE = 0;

/** Reads the keys afresh: another node may have rotated them. Throws `WrongPhiKey`. */
export function readDataKeys(db: Database, service: ServiceKey): Promise<DataKeys> {
  return readAll(db, service);
}

/**
 * The keys to seal with. What destroys keys waits until this transaction has ended, since it cannot see what is not
 * committed yet; and this waits for what destroys keys, so a transaction takes them before any row that it locks.
 * Throws `WrongPhiKey`.
 */
export async function sealingKeys(
  transaction: DatabaseTransaction,
  service: ServiceKey,
): Promise<SealingKeys> {
  await holdKeys(transaction);
  return readAll(transaction, service);
}

/** For a transaction that locks rows before it knows whether it seals: keeps the keys there are, and reads none yet. */
export async function holdKeys(transaction: DatabaseTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended('phi_key', 0))`.execute(transaction);
}

async function readAll(db: Database, service: ServiceKey): Promise<SealingKeys> {
  const rows = await db
    .selectFrom('phi_key')
    .select(['purpose', 'version', 'state', 'wrapped', 'wrapped_by'])
    .where('purpose', 'in', ['field', 'value', 'index'])
    .where('state', '<>', 'destroyed')
    .orderBy('version')
    .execute();
  const wrappers = new Map([[BY_SERVICE, service.wrapping]]);
  const unwrap = (row: WrappedKey): Buffer => {
    if (row.wrapped_by === BY_SERVICE) return unwrapByService(service, row).key;
    const wrapper = wrappers.get(row.wrapped_by);
    const key = wrapper && openWrapped(service, wrapper, row);
    if (key === undefined || key === null) throw notOpening(row);
    return key;
  };
  const found: Record<'field' | 'value', Map<number, DataKey>> = { field: new Map(), value: new Map() };
  const current = { field: 0, value: 0 };
  let index: Buffer | undefined;
  // Field keys come first: they wrap the others.
  const inOrder = [...rows].sort((a, b) => Number(a.purpose !== 'field') - Number(b.purpose !== 'field'));
  for (const { purpose, version, state, wrapped, wrapped_by } of inOrder) {
    if (wrapped === null) continue;
    const key = unwrap({ purpose, version, wrapped, wrapped_by });
    if (purpose === 'index') {
      index = key;
      continue;
    }
    if (purpose !== 'field' && purpose !== 'value') continue;
    if (purpose === 'field') wrappers.set(version, keyFor('keys', key));
    found[purpose].set(version, { purpose, version, key: keyFor(purpose, key) });
    if (state === 'current') current[purpose] = version;
  }
  const field = found.field.get(current.field);
  const value = found.value.get(current.value);
  if (field === undefined || value === undefined || index === undefined) {
    throw new WrongPhiKey('The practice has no data keys');
  }
  const open = (purpose: 'field' | 'value', place: Place, sealed: string): string | null => {
    const named = keyNamedBy(sealed);
    const key = named?.purpose === purpose ? found[purpose].get(named.version) : undefined;
    return key === undefined ? null : openText(key, [service.practiceId, ...place], sealed);
  };
  return {
    version: field.version,
    valueVersion: value.version,
    blindIndex: blindIndex(index, service.practiceId),
    seal: (place, text) => sealText(field, [service.practiceId, ...place], text),
    open: (place, sealed) => open('field', place, sealed),
    sealValue: (text, place = []) => sealText(value, [service.practiceId, ...place], text),
    openValue: (sealed, place = []) => open('value', place, sealed),
    wrap: (purpose, version, key) => wrapKey(service, wrappers, purpose, version, field.version, key),
    unwrap,
  };
}

function openWrapped(
  service: ServiceKey,
  wrapper: Buffer,
  { purpose, version, wrapped, wrapped_by }: WrappedKey,
): Buffer | null {
  return openBytes(wrapper, boundTo(service, purpose, version, wrapped_by), wrapped);
}

function unwrapByService(service: ServiceKey, row: WrappedKey): { key: Buffer; isOutdated: boolean } {
  for (const wrapper of [service.wrapping, ...service.older]) {
    const key = openWrapped(service, wrapper, row);
    if (key !== null) return { key, isOutdated: wrapper !== service.wrapping };
  }
  throw notOpening(row);
}

const notOpening = ({ purpose }: WrappedKey) => new WrongPhiKey(`A data key of ${purpose} does not open`);

/**
 * Wraps what one of the service's older keys wraps anew under its own, so that the older ones open nothing that stands
 * here; gives how many keys that were. Throws `WrongPhiKey`.
 */
export async function leaveOlderKeys(transaction: DatabaseTransaction, service: ServiceKey): Promise<number> {
  if (service.older.length === 0) return 0;
  await lockKeys(transaction);
  const rows = await transaction
    .selectFrom('phi_key')
    .select(['purpose', 'version', 'wrapped', 'wrapped_by'])
    .where('wrapped_by', '=', BY_SERVICE)
    .where('state', '<>', 'destroyed')
    .execute();
  let count = 0;
  for (const { wrapped, ...row } of rows) {
    if (wrapped === null) continue;
    const { key, isOutdated } = unwrapByService(service, { ...row, wrapped });
    if (!isOutdated) continue;
    const { purpose, version, wrapped_by } = row;
    await transaction
      .updateTable('phi_key')
      .set({ wrapped: sealBytes(service.wrapping, boundTo(service, purpose, version, wrapped_by), key) })
      .where('purpose', '=', purpose)
      .where('version', '=', version)
      .execute();
    count += 1;
  }
  return count;
}

/** Whether the practice has data keys and the service's own key opens them: looked up, not assumed. */
export async function opensDataKeys(db: Database, service: ServiceKey): Promise<boolean> {
  try {
    await readDataKeys(db, service);
    return true;
  } catch (error) {
    if (error instanceof WrongPhiKey) return false;
    throw error;
  }
}

function wrapKey(
  service: ServiceKey,
  wrappers: ReadonlyMap<number, Buffer>,
  purpose: KeyPurpose,
  version: number,
  wrappedBy: number,
  key: Buffer,
): Wrapped {
  const wrapper = wrappers.get(wrappedBy);
  if (wrapper === undefined) throw new WrongPhiKey('The key to wrap under is gone');
  return {
    wrapped: sealBytes(wrapper, boundTo(service, purpose, version, wrappedBy), key),
    wrapped_by: wrappedBy,
  };
}

function boundTo({ practiceId }: ServiceKey, purpose: KeyPurpose, version: number, by: number): string[] {
  return ['phi_key', practiceId, purpose, String(version), String(by)];
}

/**
 * Of two nodes that make, change or destroy keys at once, the second waits; and both wait for whoever seals. Taken
 * before any row is locked.
 */
export async function lockKeys(transaction: DatabaseTransaction): Promise<void> {
  await takeLock(transaction, 'phi_key');
}

export async function hasKeys(db: Database): Promise<boolean> {
  const some = await db.selectFrom('phi_key').select('version').limit(1).executeTakeFirst();
  return some !== undefined;
}

/** Makes the first data keys of a practice; false where it has some. */
export async function makeFirstKeys(
  transaction: DatabaseTransaction,
  service: ServiceKey,
  now: number,
): Promise<boolean> {
  await lockKeys(transaction);
  if (await hasKeys(transaction)) return false;
  const wrapper = await makeFieldKey(transaction, service, 1, now);
  for (const purpose of ['value', 'index'] as const) {
    await makeKey(transaction, service, wrapper, { purpose, version: 1, wrappedBy: 1 }, now);
  }
  return true;
}

/** Makes the field key of that version, and gives what wraps other keys under it. */
async function makeFieldKey(
  transaction: DatabaseTransaction,
  service: ServiceKey,
  version: number,
  now: number,
): Promise<Buffer> {
  const place = { purpose: 'field', version, wrappedBy: BY_SERVICE } as const;
  return keyFor('keys', await makeKey(transaction, service, service.wrapping, place, now));
}

async function makeKey(
  transaction: DatabaseTransaction,
  service: ServiceKey,
  wrapper: Buffer,
  { purpose, version, wrappedBy }: { purpose: KeyPurpose; version: number; wrappedBy: number },
  now: number,
): Promise<Buffer> {
  const key = randomBytes(32);
  await transaction
    .insertInto('phi_key')
    .values({
      purpose,
      version,
      state: 'current',
      wrapped: sealBytes(wrapper, boundTo(service, purpose, version, wrappedBy), key),
      wrapped_by: wrappedBy,
      created_at: now,
      retired_at: null,
      destroyed_at: null,
    })
    .execute();
  return key;
}

/**
 * Makes a new field key and a new key for values that others keep, and wraps every other data key anew under it;
 * no ciphertext is touched. Gives the new version. Values under the old field key are still to be sealed anew; the
 * old key for others' values stays, since nobody here could seal those again.
 */
export async function rotateKeys(
  transaction: DatabaseTransaction,
  service: ServiceKey,
  now: number,
): Promise<number> {
  const before = await readDataKeys(transaction, service);
  const version = before.version + 1;
  const old = transaction.updateTable('phi_key').where('state', '=', 'current');
  await old.set({ state: 'retiring' }).where('purpose', '=', 'field').execute();
  await old.set({ state: 'retired', retired_at: now }).where('purpose', '=', 'value').execute();
  const wrapper = await makeFieldKey(transaction, service, version, now);
  const next = { purpose: 'value', version: before.valueVersion + 1, wrappedBy: version } as const;
  await makeKey(transaction, service, wrapper, next, now);
  await rewrapKeys(transaction, await sealingKeys(transaction, service));
  return version;
}

/** Wraps the data keys that another field key than today's wraps anew under today's. */
export async function rewrapKeys(transaction: DatabaseTransaction, keys: SealingKeys): Promise<void> {
  const rows = await transaction
    .selectFrom('phi_key')
    .select(['purpose', 'version', 'wrapped', 'wrapped_by'])
    .where('purpose', '<>', 'field')
    .where('state', '<>', 'destroyed')
    .where('wrapped_by', '<>', keys.version)
    .execute();
  for (const { purpose, version, wrapped, wrapped_by } of rows) {
    if (wrapped === null) continue;
    await transaction
      .updateTable('phi_key')
      .set(keys.wrap(purpose, version, keys.unwrap({ purpose, version, wrapped, wrapped_by })))
      .where('purpose', '=', purpose)
      .where('version', '=', version)
      .execute();
  }
}

/** The data key of one month's events, made at need. `month`: 202611. */
export async function eventKey(
  transaction: DatabaseTransaction,
  keys: SealingKeys,
  month: number,
  now: number,
): Promise<DataKey> {
  const purpose = 'event' satisfies SealedPurpose;
  return { purpose, version: month, key: await ownKey(transaction, keys, purpose, month, now) };
}

/** The key of something that is kept and destroyed as a whole, made at need. Throws where it was destroyed. */
export async function ownKey(
  transaction: DatabaseTransaction,
  keys: SealingKeys,
  purpose: 'event' | LastingPurpose,
  version: number,
  now: number,
): Promise<Buffer> {
  await transaction
    .insertInto('phi_key')
    .values({
      purpose,
      version,
      state: 'current',
      ...keys.wrap(purpose, version, randomBytes(32)),
      created_at: now,
      retired_at: null,
      destroyed_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const key = await readOwnKey(transaction, keys, purpose, version);
  if (key === null) throw new WrongPhiKey(`A key of ${purpose} was destroyed`);
  return key;
}

/** The same, read; null where there is none, or none any more. */
export async function readOwnKey(
  db: Database,
  keys: DataKeys,
  purpose: 'event' | LastingPurpose,
  version: number,
): Promise<Buffer | null> {
  const row = await db
    .selectFrom('phi_key')
    .select(['wrapped', 'wrapped_by'])
    .where('purpose', '=', purpose)
    .where('version', '=', version)
    .executeTakeFirst();
  if (row?.wrapped == null) return null;
  return keyFor(purpose, keys.unwrap({ purpose, version, wrapped: row.wrapped, wrapped_by: row.wrapped_by }));
}

/** Destroys those keys from one version to another; gives those that were there until now. */
export async function destroyOwnKeys(
  transaction: DatabaseTransaction,
  purpose: 'event' | LastingPurpose,
  versions: { from: number; to: number },
  now: number,
): Promise<number[]> {
  const rows = await transaction
    .updateTable('phi_key')
    .set({ state: 'destroyed', wrapped: null, destroyed_at: now })
    .where('purpose', '=', purpose)
    .where('version', '>=', versions.from)
    .where('version', '<=', versions.to)
    .where('state', '<>', 'destroyed')
    .returning('version')
    .execute();
  return rows.map(({ version }) => version);
}
