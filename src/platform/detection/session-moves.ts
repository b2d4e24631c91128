import { networkOf } from '../../shared/detection/address';
import { programOf } from '../../shared/detection/observation';
import type { Network } from '../access/caller';
import { draftBy, type Happened } from '../audit/draft';
import type { Recorder } from '../audit/act';
import type { DatabaseTransaction } from '../database/schema';
import type { LiveSession } from '../identity/sessions';

/** Of one session so many are recorded; somebody who changes on and on has been noticed. */
const MOST_MOVES = 20;

/** Whether a session is used from another network, or by another program, than it was opened with. */
export function isMoved({ openedFrom, network }: LiveSession): boolean {
  const [opened, now] = [markOf(openedFrom), markOf(network)];
  return now.network !== opened.network || (isTold(now) && isTold(opened) && now.program !== opened.program);
}

/**
 * Records that, once for each place and program: most calls leave no event, and who copied a token would show in none
 * of them. A session that stays where it is costs nothing here.
 */
export async function recordMove(
  transaction: DatabaseTransaction,
  record: Recorder,
  session: LiveSession,
  now: number,
): Promise<void> {
  if (!isMoved(session)) return;
  const { sessionId } = session;
  const mark = markOf(session.network);
  const moves = await transaction
    .selectFrom('session_move')
    .select(['network', 'program'])
    .where('session_id', '=', sessionId)
    .execute();
  const isKnown = moves.some(({ network, program }) => network === mark.network && program === mark.program);
  if (isKnown || moves.length >= MOST_MOVES) return;
  const added = await transaction
    .insertInto('session_move')
    .values({ session_id: sessionId, ...mark })
    .onConflict((conflict) => conflict.doNothing())
    .returning('session_id')
    .executeTakeFirst();
  if (added === undefined) return;
  const resource = { type: 'Session', id: sessionId };
  const moved: Happened = { action: 'UPDATE', verb: 'SESSION_MOVED', category: 'authentication', resource };
  await record(draftBy(session, moved, now));
}

interface Mark {
  network: string;
  program: string;
}

function markOf({ address, userAgent }: Network): Mark {
  return { network: networkOf(address) ?? '', program: userAgent === undefined ? '' : programOf(userAgent) };
}

function isTold({ program }: Mark): boolean {
  return program !== '';
}
