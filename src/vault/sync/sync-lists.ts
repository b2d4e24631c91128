import { listPseudonyms } from '../../shared/contract/platform/patients';
import { listWorkforce } from '../../shared/contract/platform/workforce';
import type { Refusal } from '../../shared/domain/result';
import type { Clock } from '../clock';
import type { WritableDb } from '../store/db';
import { forgetMembers, keepMembers, keepPseudonyms, keptMemberList, nextPseudonym } from '../store/lists';
import { guarded } from '../store/problem';
import type { PlatformSession } from './platform-session';

const PAGE = 5_000;

/** Asks for the list of people where it is not the kept one. `changed` hears of a new one, and of its loss. */
export async function syncMembers(
  db: WritableDb,
  platform: PlatformSession,
  clock: Clock,
  signal: AbortSignal,
  changed: () => void,
): Promise<Refusal | null> {
  const kept = guarded(() => keptMemberList(db));
  if (!kept.ok) return kept;
  const reply = await platform.call(listWorkforce, { known: kept.value?.version }, signal);
  if (signal.aborted) return null;
  if (!reply.ok) {
    if (reply.code !== 'denied') return reply;
    const forgotten = guarded(() => forgetMembers(db));
    if (!forgotten.ok) return forgotten;
    if (forgotten.value) changed();
    return reply;
  }
  const { version, members } = reply.value;
  const done = guarded(() => keepMembers(db, version, members, clock()));
  if (!done.ok) return done;
  if (members !== null) changed();
  return null;
}

/** Asks for the pseudonyms that came after the ones kept. `changed` hears of new ones. */
export async function syncPseudonyms(
  db: WritableDb,
  platform: PlatformSession,
  signal: AbortSignal,
  changed: () => void,
): Promise<Refusal | null> {
  const next = guarded(() => nextPseudonym(db));
  if (!next.ok) return next;
  for (let from = next.value; ;) {
    const reply = await platform.call(listPseudonyms, { from, limit: PAGE }, signal);
    if (signal.aborted) return null;
    if (!reply.ok) return reply;
    const { pseudonyms, total } = reply.value;
    const first = from;
    const done = guarded(() => keepPseudonyms(db, first, pseudonyms));
    if (!done.ok) return done;
    if (pseudonyms.length > 0) changed();
    from += pseudonyms.length;
    if (pseudonyms.length === 0 || from >= total) return null;
  }
}
