import { accountFields } from '../../shared/domain/account-fields';
import { mayAppoint, type Role } from '../../shared/domain/permission';
import { parseCsv } from '../../shared/domain/csv';
import { err, ok, type Result } from '../../shared/domain/result';
import { memberStatuses } from '../../shared/domain/workforce-member';
import { changeBar, isAdministrator } from '../../shared/domain/workforce-rules';
import { MOST_ROWS, type ProvisioningKind } from '../../shared/contract/platform/provisioning';
import { changesOf, type AccountSays, type LockedAccount, type NotChanged } from '../identity/account-change';
import { userKey } from '../identity/user-key';

/** The headings that a list may have, in any order, and what each of them says of an account. */
const columns = {
  user_name: 'userName',
  display_name: 'displayName',
  role: 'role',
  job_title: 'jobTitle',
  pronoun: 'pronoun',
  status: 'status',
} as const satisfies Record<string, keyof AccountSays>;
type Column = keyof typeof columns;

/** What the cells of one row say; an empty cell says nothing. */
export type ListedAccount = Partial<Record<Column, string>>;

/** Why a row is refused. */
export type RowReason = NotChanged | 'unfit' | 'missing' | 'twice' | 'ended' | 'service-account';

export interface PlannedRow {
  /** From 1, the headings not counted. */
  row: number;
  kind: ProvisioningKind;
  /** The account it means, where there is one. */
  account: Pick<LockedAccount, 'userId' | 'version'> | null;
  /** What it is to say: only what the row gives. */
  fields: Partial<AccountSays>;
  /** Which columns change something. */
  changes: Column[];
  refused: { reason: RowReason; field: Column | null } | null;
}

/** The practice as a list meets it. */
export interface Workforce {
  /** By user key. */
  accounts: ReadonlyMap<string, LockedAccount>;
  /** Who can administer the practice. */
  administrators: ReadonlySet<string>;
  /** What accounts can hold, built in or the practice's own, by code. */
  roles: ReadonlyMap<string, Role>;
}

/** Who applies a list. */
interface Actor {
  userId: string;
  role: string;
  /** What that role stands for. */
  held: Role | null;
}

/** The rows of a list in CSV. Its headings are held to the known ones: none is taken for what it might mean. */
export function readAccountList(csv: string): Result<ListedAccount[]> {
  const parsed = parseCsv(csv, { rows: MOST_ROWS + 1, columns: Object.keys(columns).length, cell: 8192 });
  if (!parsed.ok) return parsed;
  const [head, ...rows] = parsed.value;
  const headings = (head ?? []).map((heading) => heading.trim().toLowerCase());
  if (!headings.every(isColumn) || new Set(headings).size !== headings.length) return badHeadings;
  if (!headings.includes('user_name') || rows.length === 0) return badHeadings;
  return ok(
    rows.map((cells) => {
      const said = headings.map((heading, i) => [heading, (cells[i] ?? '').trim()] as const);
      return Object.fromEntries(said.filter(([, cell]) => cell !== ''));
    }),
  );
}

function isColumn(heading: string): heading is Column {
  return Object.hasOwn(columns, heading);
}

/** What each row would do, one after the other. */
export function planList(rows: readonly ListedAccount[], workforce: Workforce, actor: Actor): PlannedRow[] {
  const named = new Set<string>();
  const administrators = new Set(workforce.administrators);
  return rows.map((cells, i) => {
    const key = userKey(cells.user_name ?? '');
    const account = workforce.accounts.get(key) ?? null;
    const planned = planRow(cells, account, named.has(key), workforce.roles);
    named.add(key);
    const row: PlannedRow = { ...planned, row: i + 1, account };
    if (row.refused !== null || row.kind === 'same') return row;
    const bar = barOf(row, account, administrators, workforce.roles, actor);
    if (bar !== null) return { ...row, kind: 'refused', changes: [], refused: { reason: bar, field: null } };
    return row;
  });
}

function planRow(
  cells: ListedAccount,
  account: LockedAccount | null,
  isTwice: boolean,
  roles: Workforce['roles'],
): Omit<PlannedRow, 'row' | 'account'> {
  const { fields, unfit } = fieldsOf(cells);
  const refuse = (reason: RowReason, field: Column | null = null): Omit<PlannedRow, 'row' | 'account'> => ({
    kind: 'refused',
    fields,
    changes: [],
    refused: { reason, field },
  });
  if (unfit !== null) return refuse('unfit', unfit);
  if (cells.user_name === undefined) return refuse('missing', 'user_name');
  if (isTwice) return refuse('twice', 'user_name');
  const { role = account?.role } = fields;
  if (role !== undefined && role !== account?.role && !roles.has(role)) return refuse('unknown-role', 'role');
  if (account === null) {
    if (cells.display_name === undefined) return refuse('missing', 'display_name');
    if (cells.role === undefined) return refuse('missing', 'role');
    if (cells.status !== undefined && cells.status !== 'active') return refuse('not-found', 'status');
    return { kind: 'create', fields, changes: Object.keys(cells) as Column[], refused: null };
  }
  if (account.service) return refuse('service-account');
  if (account.status === 'ended' && cells.status === undefined) return refuse('ended', 'status');
  // The name that found the account is not a change of it, however it is spelled.
  const changed = changesOf(account, { ...fields, userName: account.userName });
  const changes = (Object.keys(cells) as Column[]).filter((column) => changed.includes(columns[column]));
  return { kind: changes.length === 0 ? 'same' : 'change', fields, changes, refused: null };
}

/** The cells as an account has them; `unfit`: the first that cannot be one. */
function fieldsOf(cells: ListedAccount): { fields: PlannedRow['fields']; unfit: Column | null } {
  const fields: Record<string, unknown> = {};
  let unfit: Column | null = null;
  for (const column of Object.keys(cells) as Column[]) {
    const cell = cells[column];
    if (column === 'status') {
      if (memberStatuses.some((status) => status === cell)) fields['status'] = cell;
      else unfit ??= column;
      continue;
    }
    const read = accountFields[columns[column]].safeParse(cell);
    if (read.success) fields[columns[column]] = read.data;
    else unfit ??= column;
  }
  return { fields: fields, unfit };
}

/** The rule that forbids a row; where none does, `administrators` becomes what the row makes of it. */
function barOf(
  row: PlannedRow,
  account: LockedAccount | null,
  administrators: Set<string>,
  roles: Workforce['roles'],
  actor: Actor,
): NotChanged | null {
  const before = account;
  const role = row.fields.role ?? account?.role ?? '';
  const after = { role, status: row.fields.status ?? account?.status ?? ('active' as const) };
  const others = new Set(administrators);
  if (account !== null) others.delete(account.userId);
  const userId = account?.userId ?? '';
  const bar = changeBar(actor, { userId, before, after }, others.size);
  if (bar !== null) return bar;
  const mayGive = (code: string) => mayAppoint(actor.held, roles.get(code) ?? null);
  if (!mayGive(role) || !mayGive(account?.role ?? role)) return 'more-than-held';
  if (account === null) return null;
  if (isAdministrator(after) && account.hasPassword) administrators.add(account.userId);
  else administrators.delete(account.userId);
  return null;
}

/** Why a row is refused, in words. */
export const whyRefused: Readonly<Record<RowReason, string>> = {
  unfit: 'It is too long, not plain text on one line, or none of the words this column knows.',
  missing: 'This cell may not be empty.',
  twice: 'The list names this account more than once.',
  ended: 'The account has ended; say “active” in the column status to open it again.',
  'service-account': 'It is a program’s account.',
  'unknown-role': 'There is no such role for people who work here.',
  'not-found': 'There is no such account yet; a new one begins as active.',
  'changed-since': 'The account was changed by something else since the list was looked at.',
  'name-taken': 'Another account has this user name.',
  oneself: 'Nobody changes their own role or status.',
  'last-administrator': 'It is the last administrator.',
  'administrators-only': 'Only an administrator changes an administrator’s account or makes one.',
  'more-than-held': 'Its role allows what you may not do yourself.',
};

const badHeadings = err(
  'invalid-request',
  'The first row does not hold the headings of a list of accounts, or no row follows it; nothing was changed.',
  `Use these headings, each once, user_name always: ${Object.keys(columns).join(', ')}.`,
);
