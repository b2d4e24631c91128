import type { Acts } from '../audit/act';
import { systemDraft, type Happened } from '../audit/draft';
import type { Clock } from '../clock';
import type { Database } from '../database/schema';
import type { SecretSeal } from './sealed-secret';

/**
 * Seals the secrets of authenticator apps anew that lie under a key of access tokens, as they once did, so that it can
 * be changed; recorded. One that no key opens is left: its owner comes in by a recovery code. Throws what the database
 * throws.
 */
export async function resealSecrets(
  { db, acts, clock }: { db: Database; acts: Acts; clock: Clock },
  seal: SecretSeal,
): Promise<void> {
  const found = await db
    .selectFrom('second_factor')
    .select(['user_id', 'secret', 'pending_secret'])
    .where((eb) => eb.or([eb('secret', 'is not', null), eb('pending_secret', 'is not', null)]))
    .execute();
  const anew = (userId: string, sealed: string | null) => {
    if (sealed === null || !seal.isFormer(sealed, userId)) return sealed;
    const secret = opened(seal, userId, sealed);
    return secret === null ? sealed : seal.seal(userId, secret);
  };
  const changed = found
    .map((row) => ({
      before: row,
      secret: anew(row.user_id, row.secret),
      pending_secret: anew(row.user_id, row.pending_secret),
    }))
    .filter(
      ({ before, secret, pending_secret }) =>
        secret !== before.secret || pending_secret !== before.pending_secret,
    );
  if (changed.length === 0) return;
  await acts.act(async (transaction, record) => {
    for (const { before, ...sealed } of changed) {
      // Another node may have done it, or its owner begun anew.
      await transaction
        .updateTable('second_factor')
        .set(sealed)
        .where('user_id', '=', before.user_id)
        .where('secret', 'is not distinct from', before.secret)
        .where('pending_secret', 'is not distinct from', before.pending_secret)
        .execute();
    }
    const meta = { secrets: changed.length };
    await record(systemDraft({ ...resealed, meta }, clock()));
  });
}

const resealed: Happened = {
  action: 'UPDATE',
  verb: 'SECOND_FACTORS_SEALED',
  category: 'system',
  resource: { type: 'Service' },
};

function opened(seal: SecretSeal, userId: string, sealed: string): string | null {
  try {
    return seal.open(userId, sealed);
  } catch {
    return null;
  }
}
