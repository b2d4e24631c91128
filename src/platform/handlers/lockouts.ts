import { releaseAccount, releaseAddress } from '../../shared/contract/platform/lockouts';
import { addressKey } from '../../shared/detection/address';
import { err, ok } from '../../shared/domain/result';
import { onlyInPart } from '../access/refusals';
import { happenedIn, type Happened } from '../audit/draft';
import { ask } from '../database/question';
import { addressBlocks, releaseBlock } from '../identity/address-blocks';
import { lockedOut, releaseUserKey } from '../identity/lockouts';
import type { Service } from '../service';
import { attempting } from './attempt';
import type { Handlers } from './handler';

/** Who has to wait before they may sign in, and their release before the time is over. */
export function lockoutHandlers({
  acts,
  clock,
  db,
}: Service): Pick<Handlers, 'lockouts.list' | 'lockouts.releaseAccount' | 'lockouts.releaseAddress'> {
  return {
    async 'lockouts.list'(_, caller) {
      if (caller.access !== 'practice') return ok({ accounts: [], addresses: [] });
      const now = clock();
      return ok({ accounts: await lockedOut(db, now), addresses: await ask(db, addressBlocks(now)) });
    },

    async 'lockouts.releaseAccount'({ userId, reason }, caller) {
      const said = happenedIn(releaseAccount.audit);
      const happened: Happened = {
        ...said,
        category: 'administration',
        resource: { ...said.resource, id: userId },
      };
      return acts.act(async (transaction, record) => {
        const attempt = attempting(record, caller, happened, clock(), reason);
        if (caller.access !== 'practice') return attempt.refuse(onlyInPart, 'no-permission');
        const row = await transaction
          .selectFrom('account')
          .select('user_key')
          .where('user_id', '=', userId)
          .executeTakeFirst();
        const addresses = row === undefined ? [] : await releaseUserKey(transaction, row.user_key);
        if (addresses.length === 0) return attempt.refuse(notLocked, 'not-found');
        await attempt.done();
        return ok({ addresses });
      });
    },

    async 'lockouts.releaseAddress'({ address, reason }, caller) {
      const said = happenedIn(releaseAddress.audit);
      const happened: Happened = {
        ...said,
        category: 'administration',
        resource: { ...said.resource, id: addressKey(address) },
      };
      return acts.act(async (transaction, record) => {
        const now = clock();
        const attempt = attempting(record, caller, happened, now, reason);
        if (caller.access !== 'practice') return attempt.refuse(onlyInPart, 'no-permission');
        if (!(await releaseBlock(transaction, address, now))) return attempt.refuse(notBlocked, 'not-found');
        await attempt.done();
        return ok({});
      });
    },
  };
}

const notLocked = err(
  'not-found',
  'This account is not locked out anywhere.',
  'Its owner can try to sign in.',
);
const notBlocked = err('not-found', 'This address is not blocked.', 'One can sign in from there.');
