import { sql } from 'kysely';
import { MINUTE, SECOND, type Clock } from '../clock';
import type { Database } from '../database/schema';

/** How often a user may pass in a minute of the clock, over all nodes together. */
export interface RateOverNodes {
  /** 0: they may pass, and it counts. Otherwise whole seconds until they may. */
  wait(userId: string): Promise<number>;
}

/** How many requests of a user passed. */
export interface Passed {
  userId: string;
  count: number;
}

/** Adds what passed on this node in the minute that began at `minute`; gives how many passed on all, of each user. */
export type AddPassed = (minute: number, passed: readonly Passed[]) => Promise<readonly Passed[]>;

interface Counted {
  /** How many passed on all nodes, when the database was told last. */
  all: number;
  /** How many passed here since. */
  untold: number;
  /** While the database is being told. */
  telling: Promise<void> | null;
}

/** The database is told of every tenth of what may pass: whoever asks for little costs nothing. */
const PARTS = 10;
/** Users that it is told of at once. */
const MOST_AT_ONCE = 500;

/** Each node may let a tenth, less one, pass beyond the limit: what it has not told yet. */
export function rateOverNodes(perMinute: number, add: AddPassed, clock: Clock): RateOverNodes {
  const part = Math.max(1, Math.floor(perMinute / PARTS));
  let current = 0;
  /** Of this minute, by user. */
  const counted = new Map<string, Counted>();

  /** With whoever has something to tell too: one statement costs little more than one user in it. */
  function tell(minute: number, about: string): Promise<void> {
    const others = [...counted].filter(([id, { untold, telling }]) => id !== about && untold > 0 && !telling);
    const ids = [about, ...others.slice(0, MOST_AT_ONCE - 1).map(([id]) => id)];
    const counts = ids.flatMap((id) => counted.get(id) ?? []);
    const passed = ids.map((userId, i) => ({ userId, count: counts[i]?.untold ?? 0 }));
    const telling = add(minute, passed)
      .then((known) => {
        const all = new Map(known.map(({ userId, count }) => [userId, count]));
        counts.forEach((count, i) => (count.all = Math.max(count.all, all.get(ids[i] ?? '') ?? 0)));
      })
      .finally(() => counts.forEach((count) => (count.telling = null)));
    for (const count of counts) {
      count.untold = 0;
      count.telling = telling;
    }
    return telling;
  }

  return {
    async wait(userId) {
      const now = clock();
      const minute = now - (now % MINUTE);
      if (minute !== current) {
        counted.clear();
        current = minute;
      }
      const count = counted.get(userId) ?? { all: 0, untold: 0, telling: null };
      counted.set(userId, count);
      // Of a hundred at once none passes on what another one is just learning to be too much.
      while (count.telling !== null) await count.telling;
      if (count.all < perMinute) {
        count.untold += 1;
        if (count.untold < part && count.all + count.untold < perMinute) return 0;
        // The minute may have changed while it waited: what it belonged to is forgotten then.
        if (counted.get(userId) !== count) return 0;
        await tell(minute, userId);
        if (count.all <= perMinute) return 0;
      }
      return Math.max(1, Math.ceil((minute + MINUTE - now) / SECOND));
    },
  };
}

/** A clock that was hours ahead must not hold a user's count in its own minute. */
const MOST_AHEAD = 2 * MINUTE;

/** Keeps the counts of pages of the trail (`bulk`), or of everything else, in the database. */
export function passedIn(db: Database, bulk: boolean): AddPassed {
  return async (minute, passed) => {
    // Of nodes on either side of a minute's end the later one says which minute it is. In one order, so that two
    // nodes wait for each other and not in a circle.
    const { rows } = await sql<Passed>`
      insert into request_count (user_id, bulk, minute_at, count)
      select "userId", ${bulk}::boolean, ${minute}::bigint, count
      from json_to_recordset(${JSON.stringify(passed)}::json) as passed ("userId" uuid, count integer)
      order by "userId"
      on conflict (user_id, bulk) do update set
        (minute_at, count) = (
          select case when is_other then excluded.minute_at else request_count.minute_at end,
            case when is_other then excluded.count else request_count.count + excluded.count end
          from (select excluded.minute_at > request_count.minute_at
            or excluded.minute_at < request_count.minute_at - ${MOST_AHEAD}::bigint as is_other) as minute)
      returning user_id as "userId", count`.execute(db);
    return rows;
  };
}
