import { registerCosigner } from '../../shared/contract/platform/cosignatures';
import { ok } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { keepCosignature, keepCosigner } from '../audit/cosignatures';
import { draftBy, happenedIn } from '../audit/draft';
import { refusals } from '../http/refuse';
import type { Service } from '../service';
import type { Handlers } from './handler';

const LISTED = 500;

/** Who does not see the whole log cannot recompute its tree, and so has nothing to cosign. */
const seesAll = ({ access }: Caller) => access === 'practice';

export function cosignatureHandlers({
  acts,
  clock,
  db,
  logVerifier,
}: Service): Pick<Handlers, 'audit.registerCosigner' | 'audit.listCosigners' | 'audit.cosignCheckpoint'> {
  return {
    async 'audit.registerCosigner'({ verifierKey }, caller) {
      const registered = happenedIn(registerCosigner.audit);
      return acts.quietly(async (transaction, record) => {
        const now = clock();
        if (!seesAll(caller)) {
          await record(draftBy(caller, { ...registered, outcome: 'denied' }, now));
          return refusals.denied;
        }
        const { userId } = caller.account;
        const kept = await keepCosigner(transaction, userId, verifierKey, logVerifier.name, now);
        if (!kept.ok) return kept;
        const { fresh, keyId, registeredAt } = kept.value;
        if (fresh) {
          const happened = { ...registered, resource: { ...registered.resource, id: keyId } };
          await record(draftBy(caller, { ...happened, category: 'administration' }, now));
        }
        return ok({ registeredAt });
      });
    },

    async 'audit.listCosigners'({ from }) {
      const rows = await db
        .selectFrom('cosigner')
        .select(['user_id', 'verifier_key', 'registered_at'])
        .orderBy('registered_at', 'desc')
        .orderBy('key_id')
        .offset(from)
        .limit(LISTED)
        .execute();
      return ok({
        cosigners: rows.map((row) => ({
          userId: row.user_id,
          verifierKey: row.verifier_key,
          registeredAt: row.registered_at,
        })),
      });
    },

    async 'audit.cosignCheckpoint'({ note }, caller) {
      if (!seesAll(caller)) return refusals.denied;
      return acts.quietly((transaction) =>
        keepCosignature(transaction, caller.account.userId, note, logVerifier, clock()),
      );
    },
  };
}
