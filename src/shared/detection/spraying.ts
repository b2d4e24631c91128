import { lockoutAt } from '../domain/lockout';
import { DAY, MINUTE, type Detector, type Finding } from './detector';
import { withEntry } from './recent';

interface Sprayed {
  /** Instant and account. */
  failed: [number, string][];
  /** Instants of tries with names that no account has. */
  unknown: number[];
  /** When so many names had failed for the last time. */
  toldAt: number | null;
}

const nothing: Sprayed = { failed: [], unknown: [], toldAt: null };

/**
 * Many names fail from one network: one address is in it, and so is whoever has a few beside each other. A name that
 * comes in from there afterwards was mistyped, and counts no more; after spraying it is a finding about that account.
 * Which unknown names were typed is not kept, since it may have been passwords: one name takes five tries, so n of
 * them were at least n ÷ 5 names.
 */
export const spraying: Detector<Sprayed> = {
  kind: 'spraying',
  keptFor: DAY,
  keyOf: ({ did, network }) =>
    did === 'sign-in-failed' || did === 'sign-in' || did === 'address-blocked' ? network : null,
  observe(state, { at, did, userId, network, names: blockedNames, why }, { sprayNames, sprayMinutes }) {
    const before = state ?? nothing;
    const window = sprayMinutes * MINUTE;
    const subject = { address: network ?? '' };
    const tell = (names: number, since: number, reason: string, more: Finding['facts'] = {}): Finding => ({
      kind: 'spraying',
      subject,
      since,
      at,
      facts: { names, threshold: sprayNames, minutes: sprayMinutes, ...more },
      reason,
      weight: names,
    });

    if (did === 'address-blocked') {
      // Where the failures themselves blocked it, they were told of.
      if (why !== 'many-names') return { state, finding: null };
      const reason = `${blockedNames} names were tried from an address of this network, which is blocked for a while.`;
      return { state, finding: tell(blockedNames, at, reason) };
    }

    if (did === 'sign-in') {
      const wasTried = before.failed.some(([, who]) => who === userId);
      if (!wasTried) return { state, finding: null };
      const isAfter = before.toldAt !== null && at - before.toldAt < window;
      const left = { ...before, failed: before.failed.filter(([, who]) => who !== userId) };
      if (!isAfter || userId === null) return { state: left, finding: null };
      const reason = 'After many names had failed from this network, one of them came in from it.';
      const names = new Set(before.failed.map(([, who]) => who)).size;
      const found = tell(names, before.failed[0]?.[0] ?? at, reason, { cameIn: 1 });
      return { state: left, finding: { ...found, subject: { ...subject, userId } } };
    }

    const failed =
      userId === null
        ? before.failed
        : withEntry(before.failed, [at, userId] as [number, string], window, ([when]) => when);
    const unknown = userId === null ? withEntry(before.unknown, at, window, (when) => when) : before.unknown;
    const newest = Math.max(failed.at(-1)?.[0] ?? 0, unknown.at(-1) ?? 0);
    const isRecent = (when: number) => when > newest - window;
    const known = new Set(failed.filter(([when]) => isRecent(when)).map(([, who]) => who));
    const nameless = unknown.filter(isRecent);
    const names = known.size + Math.ceil(nameless.length / lockoutAt);
    if (names < sprayNames) return { state: { ...before, failed, unknown }, finding: null };
    const since = Math.min(failed.find(([when]) => isRecent(when))?.[0] ?? at, nameless[0] ?? at);
    const reason = `${names} names or more failed from this network within ${sprayMinutes} minutes, and none of them came in.`;
    return {
      state: { failed, unknown, toldAt: at },
      finding: tell(names, since, reason, { triesWithUnknownNames: nameless.length }),
    };
  },
};
