import { z } from 'zod';
import { KiB, MiB, platformCall } from './call';

export const provisioningKinds = ['create', 'change', 'same', 'refused'] as const;
export type ProvisioningKind = (typeof provisioningKinds)[number];
export const provisioningOutcomes = ['created', 'changed', 'same', 'refused'] as const;

/** Rows of one list. */
export const MOST_ROWS = 500;

/** The list as its file has it. */
const csv = z.string().min(1).max(200_000);
/** Stands for what a preview showed: another list, or other accounts, and it is another. */
const plan = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** A row in words; `row` counts from 1, the headings not counted. */
const rowShape = {
  row: z.int().positive(),
  userName: z.string().max(8192),
  displayName: z.string().max(8192),
  kind: z.enum(provisioningKinds),
  /** Which columns change something. */
  changes: z.array(z.string().max(32)).max(16),
  /** Why it is refused, and in which column; null where it is not. */
  refused: z.object({ field: z.string().max(32).nullable(), why: z.string().max(200) }).nullable(),
};

export const previewProvisioning = platformCall({
  name: 'provisioning.preview',
  summary: 'What a list of accounts in CSV would do, row by row. Nothing is changed.',
  method: 'POST',
  path: '/api/v1/provisionings/preview',
  request: z.object({ csv }),
  reply: z.object({ plan, rows: z.array(z.object(rowShape)).max(MOST_ROWS) }),
  permission: 'workforce:write',
  audit: { none: 'It changes nothing, and tells nothing that the list and the workforce do not.' },
  revealsPhi: false,
  limits: { request: MiB, reply: 4 * MiB },
});

const provisioning = z.object({
  /** Rows that still wait: the same request goes on with them. */
  waiting: z.int().nonnegative(),
  rows: z
    .array(
      z.object({
        ...rowShape,
        /** Null while it waits. */
        outcome: z.enum(provisioningOutcomes).nullable(),
        userId: z.uuid().nullable(),
        undone: z.boolean(),
      }),
    )
    .max(MOST_ROWS),
});
export type Provisioning = z.infer<typeof provisioning>;

export const applyProvisioning = platformCall({
  name: 'provisioning.apply',
  summary:
    'Does what a preview showed, each row by itself with its own event. The same request again goes on where it stopped, and does nothing twice.',
  method: 'PUT',
  path: '/api/v1/provisionings/{provisioningId}',
  request: z.object({ provisioningId: z.uuid(), csv, plan }),
  reply: provisioning,
  permission: 'workforce:write',
  audit: { action: 'UPDATE', verb: 'PROVISIONING_STARTED', resource: 'Provisioning' },
  revealsPhi: false,
  limits: { request: MiB, reply: 4 * MiB },
});

export const readProvisioning = platformCall({
  name: 'provisioning.read',
  summary: 'What came of a list that was applied, row by row.',
  method: 'GET',
  path: '/api/v1/provisionings/{provisioningId}',
  request: z.object({ provisioningId: z.uuid() }),
  reply: provisioning,
  permission: 'workforce:write',
  audit: { none: 'It holds no patient data; what the list did is recorded row by row.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});

export const undoProvisionedRow = platformCall({
  name: 'provisioning.undoRow',
  summary:
    'Takes back what one row did, while nothing else has changed the account since: a changed account gets back what it said, a new one is ended.',
  method: 'POST',
  path: '/api/v1/provisionings/{provisioningId}/rows/{row}/undo',
  request: z.object({ provisioningId: z.uuid(), row: z.int().min(1).max(MOST_ROWS) }),
  reply: provisioning,
  permission: 'workforce:write',
  audit: { action: 'UPDATE', verb: 'USER_CHANGE_UNDONE', resource: 'User' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});
