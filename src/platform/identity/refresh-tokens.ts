import { hash, randomBytes } from 'node:crypto';
import { prepared } from '../database/prepared';
import { reading, type Question } from '../database/question';
import type { DatabaseTransaction } from '../database/schema';
import { SESSION_LIFE } from './sessions';

/** A new refresh token of a session: 256 random bits in base64url. */
export function issuingRefreshToken(sessionId: string, now: number): Question<string> {
  const token = randomBytes(32).toString('base64url');
  return reading(keep.with({ digest: digestOf(token), sessionId, now }), () => token);
}

const keep = prepared<{ digest: string; sessionId: string; now: number }, unknown>(
  (db, { digest, sessionId, now }) =>
    db
      .insertInto('refresh_token')
      .values({ token_digest: digest, session_id: sessionId, issued_at: now, used_at: null }),
);

/** The session that this token belongs to, and whether the token had been used before; null for no token of ours. */
export async function useRefreshToken(
  transaction: DatabaseTransaction,
  token: string,
  now: number,
): Promise<{ sessionId: string; reused: boolean } | null> {
  const digest = digestOf(token);
  // Of two uses at once the second waits for the first, and finds it done.
  const first = await transaction
    .updateTable('refresh_token')
    .set({ used_at: now })
    .where('token_digest', '=', digest)
    .where('used_at', 'is', null)
    .returning('session_id')
    .executeTakeFirst();
  if (first !== undefined) return { sessionId: first.session_id, reused: false };
  const used = await transaction
    .selectFrom('refresh_token')
    .select('session_id')
    .where('token_digest', '=', digest)
    .executeTakeFirst();
  return used === undefined ? null : { sessionId: used.session_id, reused: true };
}

/** Those of sessions whose time is over: a second use of them can end nothing. */
export function forgettingOldRefreshTokens(now: number): Question<unknown> {
  return forget.with({ until: now - SESSION_LIFE });
}

const forget = prepared<{ until: number }, unknown>((db, { until }) =>
  db.deleteFrom('refresh_token').where('issued_at', '<=', until),
);

function digestOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
