import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { addressKey } from '../../shared/detection/address';
import { addressBlockedFor, mostNamesFailing } from '../../shared/domain/lockout';
import { lockOn } from '../database/advisory-lock';
import { prepared } from '../database/prepared';
import { askTogether, reading, type Question } from '../database/question';
import type { DatabaseTransaction } from '../database/schema';

export interface AddressBlock {
  /** Its key (addressKey): of IPv6 one subscriber's network. */
  address: string;
  /** How many names had been tried. */
  userNames: number;
  since: number;
  until: number;
}

/**
 * Those in force. One that would last longer than a block can was begun under a clock that was ahead: it is over.
 * Microseconds, as all here.
 */
export function addressBlocks(now: number, address?: string): Question<AddressBlock[]> {
  const looked = { address: address === undefined ? null : addressKey(address) };
  return reading(inForce.with({ ...looked, now, latest: now + addressBlockedFor }), (rows) =>
    rows.map((row) => ({
      address: row.address,
      userNames: row.user_names,
      since: row.blocked_at,
      until: row.blocked_until,
    })),
  );
}

/** Those of one address; null: of all. */
const inForce = prepared<
  { address: string | null; now: number; latest: number },
  { address: string; user_names: number; blocked_at: number; blocked_until: number }
>((db, { address, now, latest }) =>
  db
    .selectFrom('address_block')
    .select(['address', 'user_names', 'blocked_at', 'blocked_until'])
    .where('released_at', 'is', null)
    .where('blocked_until', '>', now)
    .where('blocked_until', '<=', latest)
    .where(sql<boolean>`(address_block.address = ${address}::inet or ${address}::inet is null)`)
    .orderBy('blocked_at', 'desc')
    .limit(1000),
);

/** Blocks an address from which too many names have failed; how many those are, or null where it goes on. */
export function blockIfTooMany(
  transaction: DatabaseTransaction,
  address: string,
  now: number,
): Promise<number | null> {
  return block(transaction, address, { now, until: now, leastNames: mostNamesFailing });
}

/**
 * Blocks an address from which too many sign-ins had failed at an instant, whoever's; null where it is blocked already,
 * or none of those counts any more. Later attempts do not count: until its password is looked at, each is taken for a
 * failure.
 */
export function blockForFailures(
  transaction: DatabaseTransaction,
  address: string,
  until: number,
  now: number,
): Promise<number | null> {
  return block(transaction, address, { now, until, leastNames: 1 });
}

async function block(
  transaction: DatabaseTransaction,
  from: string,
  { now, until, leastNames }: { now: number; until: number; leastNames: number },
): Promise<number | null> {
  const address = addressKey(from);
  const [, blocks, [failing]] = await askTogether(transaction, [
    lockOn(`address ${address}`),
    addressBlocks(now, address),
    namesFailing.with({ address, since: now - addressBlockedFor, until }),
  ]);
  const userNames = Number(failing?.names);
  if (blocks.length > 0 || userNames < leastNames) return null;
  await transaction
    .insertInto('address_block')
    .values({
      address_block_id: randomUUID(),
      address,
      user_names: userNames,
      blocked_at: now,
      blocked_until: now + addressBlockedFor,
      released_at: null,
    })
    .execute();
  return userNames;
}

const namesFailing = prepared<{ address: string; since: number; until: number }, { names: number }>(
  (db, { address, since, until }) =>
    db
      .selectFrom('failed_sign_in')
      .select((eb) => eb.fn.count<number>('user_key_digest').distinct().as('names'))
      .where('address', '=', address)
      .where('failed_at', '>', since)
      .where('failed_at', '<=', until),
);

/** Lets an address go, with what was counted there; false where it was not blocked and nothing was counted. */
export async function releaseBlock(
  transaction: DatabaseTransaction,
  from: string,
  now: number,
): Promise<boolean> {
  const address = addressKey(from);
  const released = await transaction
    .updateTable('address_block')
    .set({ released_at: now })
    .where('address', '=', address)
    .where('released_at', 'is', null)
    .where('blocked_until', '>', now)
    .returning('address_block_id')
    .execute();
  const { numDeletedRows } = await transaction
    .deleteFrom('failed_sign_in')
    .where('address', '=', address)
    .executeTakeFirstOrThrow();
  return released.length > 0 || numDeletedRows > 0n;
}
