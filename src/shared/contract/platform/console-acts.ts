import { z } from 'zod';
import { KiB, platformCall } from './call';

/** What a console did without the platform seeing it. The closed list grows with the console. */
export const consoleActKinds = [
  'vault-unlocked',
  'vault-unlock-failed',
  'vault-opened-by-phrase',
  'recovery-phrase-made',
  'trail-exported',
  'people-exported',
  'chart-exported',
  'vault-copy-opened',
] as const;
export type ConsoleActKind = (typeof consoleActKinds)[number];

export const consoleAct = z.object({
  /** Made by the console; the same act sent twice is recorded once. */
  actId: z.uuid(),
  kind: z.enum(consoleActKinds),
  /** By the workstation's clock, microseconds since the Unix epoch. */
  occurredAt: z.int().nonnegative(),
  /** Of an export: how many lines it had. */
  records: z.int().nonnegative().optional(),
});
export type ConsoleAct = z.infer<typeof consoleAct>;

export const recordConsoleActs = platformCall({
  name: 'audit.recordConsoleActs',
  summary: 'Takes into the trail what the caller’s console did while it was offline.',
  method: 'POST',
  path: '/api/v1/audit/console-acts',
  request: z.object({ acts: z.array(consoleAct).min(1).max(500) }),
  /** The acts that are in the trail now: those just sent, whether new or known. */
  reply: z.object({ recorded: z.array(z.uuid()).max(500) }),
  permission: 'signed-in',
  audit: { action: 'CREATE', verb: 'CONSOLE_ACTS_RECORDED', resource: 'AuditTrail' },
  revealsPhi: false,
  limits: { request: 128 * KiB, reply: 64 * KiB },
});
