import { decryptPhi, encryptPhi, listPhiKeys, rotatePhiKeys } from '../../shared/contract/platform/phi';
import { err, ok } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { draftBy, happenedIn } from '../audit/draft';
import { MINUTE, SECOND } from '../clock';
import { gateShut, phiGate } from '../hipaa/phi-gate';
import { lockKeys, readDataKeys, rotateKeys, sealingKeys } from '../phi/data-keys';
import { keyNamedBy } from '../phi/envelope';
import { isHexForm } from '../phi/foreign-forms';
import { countOpening } from '../phi/openings';
import { countValues } from '../phi/sealed-columns';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** Between two rotations by hand: after a leak one wants one at once, and never many. */
const ROTATE_AGAIN_AFTER = 60 * MINUTE;

/** A sealed value is nobody's own and a key is everybody's: no part of the practice can be told by them. */
export function phiHandlers(
  service: Service,
): Pick<Handlers, 'phi.encrypt' | 'phi.decrypt' | 'phi.listKeys' | 'phi.rotateKeys'> {
  const { acts, clock, db, phi } = service;
  return {
    'phi.encrypt': practiceWide(service, encryptPhi, ({ plaintext }, caller) =>
      acts.act(async (transaction, record) => {
        const shut = await phiGate(service, transaction);
        if (shut !== null) {
          const denied = { ...happenedIn(encryptPhi.audit), outcome: 'denied', meta: gateShut } as const;
          await record(draftBy(caller, denied, clock()));
          return shut;
        }
        const keys = await sealingKeys(transaction, phi.key);
        await record(draftBy(caller, happenedIn(encryptPhi.audit), clock()));
        return ok({ ciphertext: keys.sealValue(plaintext) });
      }),
    ),

    // An attempt over the rate is recorded once a minute, and those after it have nothing to tell.
    'phi.decrypt': practiceWide(service, decryptPhi, ({ ciphertext, purpose }, caller) =>
      acts.quietly(async (transaction, record) => {
        const now = clock();
        const happened = happenedIn(decryptPhi.audit);
        const opening = await countOpening(transaction, caller.account.userId, now);
        if (!opening.mayOpen) {
          const denied = { ...happened, outcome: 'denied', meta: { reason: 'too-many-values' } } as const;
          if (opening.isFirst) await record({ ...draftBy(caller, denied, now), purpose });
          return tooManyValues(opening.waitSeconds);
        }
        const isOurs = keyNamedBy(ciphertext) !== null;
        const keys = await readDataKeys(transaction, phi.key);
        const plaintext = isOurs ? keys.openValue(ciphertext) : phi.openForeign(ciphertext);
        const form = isOurs ? 'wardkeeper' : isHexForm(ciphertext) ? 'hex' : 'fernet';
        if (plaintext === null) {
          const failed = { ...happened, outcome: 'failure', meta: { reason: 'value-altered' } } as const;
          await record({ ...draftBy(caller, failed, now), purpose });
          return altered;
        }
        await record({ ...draftBy(caller, { ...happened, meta: { form } }, now), purpose });
        return ok({ plaintext });
      }),
    ),

    'phi.listKeys': practiceWide(service, listPhiKeys, async () => {
      const rows = await db
        .selectFrom('phi_key')
        .selectAll()
        .orderBy('purpose')
        .orderBy('version', 'desc')
        .limit(5000)
        .execute();
      const current = rows.find(({ purpose, state }) => purpose === 'field' && state === 'current');
      const counted = await countValues(db, current?.version ?? 0);
      return ok({
        keys: rows.map((row) => ({
          purpose: row.purpose,
          version: row.version,
          state: row.state,
          createdAt: row.created_at,
          retiredAt: row.retired_at,
          destroyedAt: row.destroyed_at,
        })),
        ...counted,
      });
    }),

    'phi.rotateKeys': practiceWide(service, rotatePhiKeys, async (_, caller) => {
      const rotated = await acts.act(async (transaction, record) => {
        await lockKeys(transaction);
        const now = clock();
        const newest = await transaction
          .selectFrom('phi_key')
          .select('created_at')
          .where('purpose', '=', 'field')
          .where('state', '=', 'current')
          .executeTakeFirstOrThrow();
        const happened = happenedIn(rotatePhiKeys.audit);
        const wait = newest.created_at + ROTATE_AGAIN_AFTER - now;
        if (wait > 0) {
          await record(draftBy(caller, { ...happened, outcome: 'failure' }, now));
          return tooSoon(Math.ceil(wait / SECOND));
        }
        const version = await rotateKeys(transaction, phi.key, now);
        const resource = { ...happened.resource, id: String(version) };
        await record(draftBy(caller, { ...happened, resource, category: 'administration' }, now));
        return ok({ version });
      });
      if (rotated.ok) phi.nudge();
      return rotated;
    }),
  };
}

const altered = err(
  'invalid-request',
  'This value does not open: it was changed or cut short, or it was not sealed here.',
  'Compare it with the original; nothing of it was shown.',
);

export function tooManyValues(seconds: number) {
  return err(
    'too-many',
    'You had as many values opened as one person may in a minute.',
    'Wait until the minute is over.',
    seconds,
  );
}

function tooSoon(seconds: number) {
  return err(
    'too-many',
    'The keys were made less than an hour ago.',
    'Wait until the hour is over; nothing was changed.',
    seconds,
  );
}
