import { hash } from 'node:crypto';
import { err, ok } from '../../shared/domain/result';
import { pseudonymsFor } from '../access/patients';
import { accountFor, staffFor, workforceFor } from '../access/workforce';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** Who works here, and under which names the patients appear. */
export function workforceHandlers({
  clock,
  db,
}: Service): Pick<
  Handlers,
  'workforce.directory' | 'workforce.list' | 'workforce.read' | 'patients.listPseudonyms'
> {
  return {
    async 'workforce.read'({ userId }, caller) {
      const account = await accountFor(db, caller, userId, clock());
      return account === null ? noSuchAccount : ok(account);
    },

    async 'workforce.directory'(_, { access }) {
      return ok({ staff: await staffFor(db, access) });
    },

    async 'workforce.list'({ known }, caller) {
      const members = await workforceFor(db, caller.account.userId, caller.access);
      const version = hash('sha256', JSON.stringify(members), 'base64url');
      return ok({ version, members: version === known ? null : members });
    },

    async 'patients.listPseudonyms'({ from, limit }, caller) {
      return ok(await pseudonymsFor(db, caller.access, from, limit));
    },
  };
}

const noSuchAccount = err('not-found', 'There is no such account.', 'Look at the list of people again.');
