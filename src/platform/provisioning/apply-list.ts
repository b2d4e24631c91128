import { hash, randomUUID } from 'node:crypto';
import { accountFields } from '../../shared/domain/account-fields';
import { canonicalJson } from '../../shared/transparency/canonical-json';
import { MOST_ROWS, type Provisioning } from '../../shared/contract/platform/provisioning';
import type { SignedIn } from '../access/caller';
import type { Acts } from '../audit/act';
import { draftBy, happenedIn } from '../audit/draft';
import { applyProvisioning, undoProvisionedRow } from '../../shared/contract/platform/provisioning';
import type { Clock } from '../clock';
import type { Database, DatabaseTransaction, ProvisioningRowTable } from '../database/schema';
import {
  administrators,
  changeAccount,
  createAccount,
  findLocked,
  happenedOf,
  recordNotChanged,
  type AccountSays,
  type Changed,
  type Changing,
  type LockedAccount,
  type NotChanged,
} from '../identity/account-change';
import { lockRoles, workforceRoles } from '../access/roles';
import { userKey } from '../identity/user-key';
import { planList, whyRefused, type ListedAccount, type PlannedRow, type RowReason } from './account-list';
import type { Selectable } from 'kysely';

type StoredRow = Selectable<ProvisioningRowTable>;

/** What a list would do to the workforce as it is now; nothing else changes it until the transaction ends. */
export async function planFor(
  transaction: DatabaseTransaction,
  rows: readonly ListedAccount[],
  caller: SignedIn,
): Promise<PlannedRow[]> {
  await lockRoles(transaction);
  const accounts = new Map<string, LockedAccount>();
  for (const cells of rows.slice(0, MOST_ROWS)) {
    // What no account can be called names none, and a database need not take it as text.
    const userName = accountFields.userName.safeParse(cells.user_name);
    const account = userName.success ? await findLocked(transaction, { userName: userName.data }) : null;
    if (account !== null) accounts.set(userKey(account.userName), account);
  }
  const { userId, role } = caller.account;
  return planList(
    rows,
    {
      accounts,
      administrators: await administrators(transaction),
      roles: await workforceRoles(transaction),
    },
    { userId, role, held: caller.role },
  );
}

/** Stands for a plan: SHA-256 in base64url of what each row would do to which version of which account. */
export function planDigest(rows: readonly PlannedRow[]): string {
  return hash('sha256', canonicalJson(JSON.parse(JSON.stringify(rows)) as never), 'base64url');
}

/**
 * Keeps a plan, with what is decided already, so that it can be gone through row by row and gone on with. `exists`
 * where this id was used before for another text or by somebody else; `changed` where the plan is another by now.
 */
export async function keepPlan(
  acts: Acts,
  clock: Clock,
  caller: SignedIn,
  asked: { provisioningId: string; csv: string; plan: string; rows: readonly ListedAccount[] },
): Promise<'kept' | 'exists' | 'changed'> {
  const { provisioningId } = asked;
  const textDigest = hash('sha256', asked.csv, 'base64url');
  return acts.quietly(async (transaction, record) => {
    // Of two requests with one id at once the second finds the first one's work.
    await lockRoles(transaction);
    const known = await transaction
      .selectFrom('provisioning')
      .selectAll()
      .where('provisioning_id', '=', provisioningId)
      .executeTakeFirst();
    if (known !== undefined) {
      const isSame = known.text_digest === textDigest && known.user_id === caller.account.userId;
      return isSame ? 'kept' : 'exists';
    }
    const planned = await planFor(transaction, asked.rows, caller);
    if (planDigest(planned) !== asked.plan) return 'changed';
    const now = clock();
    await transaction
      .insertInto('provisioning')
      .values({
        provisioning_id: provisioningId,
        user_id: caller.account.userId,
        text_digest: textDigest,
        began_at: now,
      })
      .execute();
    await transaction
      .insertInto('provisioning_row')
      .values(
        planned.map((row) => ({
          provisioning_id: provisioningId,
          row: row.row,
          kind: row.kind,
          user_id: row.account?.userId ?? null,
          fields: JSON.stringify(row.fields),
          before: null,
          version: row.account?.version ?? null,
          outcome: row.kind === 'same' || row.kind === 'refused' ? row.kind : null,
          reason: row.refused?.reason ?? null,
          field: row.refused?.field ?? null,
        })),
      )
      .execute();
    const started = happenedIn(applyProvisioning.audit);
    const counts = Object.fromEntries(
      (['create', 'change', 'same', 'refused'] as const).map((kind) => [
        kind,
        planned.filter((row) => row.kind === kind).length,
      ]),
    );
    await record(
      draftBy(
        caller,
        {
          ...started,
          category: 'administration',
          resource: { ...started.resource, id: provisioningId },
          meta: { rows: counts },
        },
        now,
      ),
    );
    return 'kept';
  });
}

/** Goes through the rows that wait, in their order, each with its own commit and event; stops when told to. */
export async function applyRows(
  { db, acts, clock }: { db: Database; acts: Acts; clock: Clock },
  caller: SignedIn,
  provisioningId: string,
  gone: AbortSignal,
): Promise<void> {
  const waiting = await db
    .selectFrom('provisioning_row')
    .select('row')
    .where('provisioning_id', '=', provisioningId)
    .where('outcome', 'is', null)
    .orderBy('row')
    .execute();
  for (const { row } of waiting) {
    if (gone.aborted) return;
    await acts.quietly(async (transaction, record) => {
      await lockRoles(transaction);
      const stored = await lockRow(transaction, provisioningId, row);
      // Another request with the same id was here first.
      if (stored === null || stored.outcome !== null) return;
      const changing: Changing = { transaction, record, caller, now: clock() };
      const meta = { provisioning: provisioningId, row };
      const done = await applyRow(changing, stored, meta);
      if (!done.ok) {
        await recordNotChanged(changing, happenedOf(stored.kind), stored.user_id, done.reason, meta);
      }
      await transaction
        .updateTable('provisioning_row')
        .set(
          done.ok
            ? {
                outcome: stored.kind === 'create' ? 'created' : 'changed',
                user_id: done.userId,
                version: done.version,
                before: JSON.stringify(done.before),
              }
            : { outcome: 'refused', reason: done.reason },
        )
        .where('provisioning_id', '=', provisioningId)
        .where('row', '=', row)
        .execute();
    });
  }
}

function applyRow(
  changing: Changing,
  stored: StoredRow,
  meta: { provisioning: string; row: number },
): Promise<Changed> {
  const fields = fieldsOf(stored.fields);
  if (stored.kind === 'create') {
    const { userName = '', displayName = '', pronoun = null, role = '', jobTitle = '' } = fields;
    return createAccount(changing, randomUUID(), { userName, displayName, pronoun, role, jobTitle }, meta);
  }
  // The name that found the account stays as it is spelled there.
  const { userName: _, ...wanted } = fields;
  const status = wanted.status === undefined ? {} : { statusUntil: null };
  return changeAccount(
    changing,
    stored.user_id ?? '',
    stored.version ?? 0,
    { ...wanted, ...status },
    null,
    meta,
  );
}

/** Why a row was not taken back. */
export type NotUndone = NotChanged | 'nothing-done' | 'no-such-row';

/**
 * Takes back what a row did, while its account is still what the row made of it: one that was made and that somebody
 * has a password for since is not. Taking back twice is once.
 */
export async function undoRow(
  acts: Acts,
  clock: Clock,
  caller: SignedIn,
  provisioningId: string,
  row: number,
): Promise<'undone' | NotUndone> {
  const words = undoProvisionedRow.audit;
  return acts.quietly(async (transaction, record) => {
    await lockRoles(transaction);
    const stored = await lockRow(transaction, provisioningId, row);
    if (stored === null) return 'no-such-row';
    if (stored.undone_at !== null) return 'undone';
    const { user_id: userId, version, outcome } = stored;
    if (userId === null || version === null || (outcome !== 'created' && outcome !== 'changed')) {
      return 'nothing-done';
    }
    const changing: Changing = { transaction, record, caller, now: clock() };
    const meta = { provisioning: provisioningId, row };
    const account = outcome === 'created' ? await findLocked(transaction, { userId }) : null;
    const done: Changed =
      account?.hasPassword === true
        ? { ok: false, reason: 'changed-since' }
        : await changeAccount(
            changing,
            userId,
            version,
            outcome === 'created' ? { status: 'ended' } : fieldsOf(stored.before ?? '{}'),
            words.verb,
            meta,
          );
    if (!done.ok) {
      await recordNotChanged(changing, words, userId, done.reason, meta);
      return done.reason;
    }
    await transaction
      .updateTable('provisioning_row')
      .set({ undone_at: changing.now })
      .where('provisioning_id', '=', provisioningId)
      .where('row', '=', row)
      .execute();
    return 'undone';
  });
}

async function lockRow(
  transaction: DatabaseTransaction,
  provisioningId: string,
  row: number,
): Promise<StoredRow | null> {
  const stored = await transaction
    .selectFrom('provisioning_row')
    .selectAll()
    .where('provisioning_id', '=', provisioningId)
    .where('row', '=', row)
    .forUpdate()
    .executeTakeFirst();
  return stored ?? null;
}

/** What came of a list so far; null where there is none. */
export async function readRows(db: Database, provisioningId: string): Promise<Provisioning | null> {
  const rows = await db
    .selectFrom('provisioning_row')
    .selectAll()
    .where('provisioning_id', '=', provisioningId)
    .orderBy('row')
    .execute();
  if (rows.length === 0) return null;
  return {
    waiting: rows.filter(({ outcome }) => outcome === null).length,
    rows: rows.map((row) => {
      const fields = fieldsOf(row.fields);
      const before = fieldsOf(row.before ?? '{}');
      return {
        row: row.row,
        userName: fields.userName ?? '',
        displayName: fields.displayName ?? '',
        kind: row.kind,
        changes: Object.keys(row.kind === 'create' ? fields : before),
        refused: row.reason === null ? null : { field: row.field, why: whyRefused[row.reason as RowReason] },
        outcome: row.outcome,
        userId: row.user_id,
        undone: row.undone_at !== null,
      };
    }),
  };
}

function fieldsOf(text: string): Partial<AccountSays> {
  return JSON.parse(text) as Partial<AccountSays>;
}
