import { hash } from 'node:crypto';
import { ok } from '../../shared/domain/result';
import { pseudonymsFor } from '../access/patients';
import { workforceFor } from '../access/workforce';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** Who works here, and under which names the patients appear. */
export function workforceHandlers({
  db,
}: Service): Pick<Handlers, 'workforce.list' | 'patients.listPseudonyms'> {
  return {
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
