import {
  applyProvisioning,
  previewProvisioning,
  readProvisioning,
  undoProvisionedRow,
} from '../../shared/contract/platform/provisioning';
import { err, ok, type Refusal } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { readAccountList, whyRefused } from '../provisioning/account-list';
import {
  applyRows,
  keepPlan,
  planDigest,
  planFor,
  readRows,
  undoRow,
  type NotUndone,
} from '../provisioning/apply-list';
import type { Service } from '../service';
import { notChanged } from './accounts';
import type { Handlers } from './handler';

type ProvisioningCalls =
  'provisioning.apply' | 'provisioning.preview' | 'provisioning.read' | 'provisioning.undoRow';

/** Lists of accounts in CSV: looked at, applied row by row, and taken back row by row. */
export function provisioningHandlers(service: Service): Pick<Handlers, ProvisioningCalls> {
  const { acts, clock, db } = service;

  async function found(provisioningId: string) {
    const rows = await readRows(db, provisioningId);
    return rows === null ? noSuchList : ok(rows);
  }

  return {
    'provisioning.preview': practiceWide(
      service,
      previewProvisioning,
      async ({ csv }, caller) => {
        const rows = readAccountList(csv);
        if (!rows.ok) return rows;
        const planned = await db
          .transaction()
          .execute((transaction) => planFor(transaction, rows.value, caller));
        return ok({
          plan: planDigest(planned),
          rows: planned.map(({ row, kind, fields, changes, refused }) => ({
            row,
            userName: fields.userName ?? '',
            displayName: fields.displayName ?? '',
            kind,
            changes,
            refused: refused === null ? null : { field: refused.field, why: whyRefused[refused.reason] },
          })),
        });
      },
      noSuchList,
    ),

    'provisioning.apply': practiceWide(
      service,
      applyProvisioning,
      async ({ provisioningId, csv, plan }, caller, gone) => {
        const rows = readAccountList(csv);
        if (!rows.ok) return rows;
        const kept = await keepPlan(acts, clock, caller, { provisioningId, csv, plan, rows: rows.value });
        if (kept !== 'kept') return kept === 'exists' ? otherList : otherPlan;
        await applyRows(service, caller, provisioningId, gone);
        return found(provisioningId);
      },
      noSuchList,
    ),

    'provisioning.read': practiceWide(
      service,
      readProvisioning,
      ({ provisioningId }) => found(provisioningId),
      noSuchList,
    ),

    'provisioning.undoRow': practiceWide(
      service,
      undoProvisionedRow,
      async ({ provisioningId, row }, caller) => {
        const undone = await undoRow(acts, clock, caller, provisioningId, row);
        return undone === 'undone' ? found(provisioningId) : notUndone(undone);
      },
      noSuchList,
    ),
  };
}

function notUndone(reason: NotUndone): Refusal {
  if (reason === 'no-such-row') return noSuchList;
  return reason === 'nothing-done' ? nothingDone : notChanged[reason];
}

const noSuchList = err('not-found', 'There is no such list or row.', 'Look at the list again.');

const nothingDone = err(
  'conflict',
  'This row has changed nothing, so there is nothing to take back.',
  'Look at the list again.',
);

const otherList = err(
  'conflict',
  'Another list was applied under this id; nothing was changed.',
  'Apply this one under a new id.',
);

const otherPlan = err(
  'conflict',
  'This is not what the preview showed, or accounts have changed since; nothing was changed.',
  'Look at the preview again and decide anew.',
);
