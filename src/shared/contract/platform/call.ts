import type { z } from 'zod';
import type { Action } from '../../domain/audit-event/vocabulary';
import type { Permission } from '../../domain/permission';

/** Who may call: anyone who reaches the service, anyone signed in, or a role that holds the permission. */
export type CallPermission = 'anyone' | 'signed-in' | Permission;

/** The words in which the audit trail tells of a call; `resource` is the type of what it is done to. */
export interface AuditWords {
  action: Action;
  verb: string;
  resource: string;
}

/**
 * What the call leaves in the audit trail. A call that appends nothing says why, so that a silent
 * call is a decision somebody made and not an omission.
 */
export type CallAudit = AuditWords | { none: string };

/**
 * One HTTP call of the platform: the single source from which the handler's route, the console's
 * client, the OpenAPI document, the permission matrix and the hostile-input tests are derived.
 */
export interface PlatformCall<
  Request extends z.ZodObject = z.ZodObject,
  Reply extends z.ZodType = z.ZodType,
  Needs extends CallPermission = CallPermission,
  Audit extends CallAudit = CallAudit,
> {
  /** `area.verb`, unique. */
  name: string;
  /** One sentence for the API document and the help page. */
  summary: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{field}` for fields of the request that travel in the path. */
  path: `/${string}`;
  /** GET and DELETE carry the remaining fields in the query, the others in a JSON body. */
  request: Request;
  /** The body of a successful reply. A refusal's body is `{code, message, hint}` under its HTTP status. */
  reply: Reply;
  permission: Needs;
  audit: Audit;
  /** The reply may hold protected health information. */
  revealsPhi: boolean;
  /** Whoever still has to set up a second factor may make it: it leads there, or out. */
  beforeSecondFactor?: true;
  /** Its replies carry thousands of rows: its rate is counted apart from a user's other requests. */
  bulk?: true;
  /** Largest request body and reply body in bytes; over it the call is refused with `too-large`. */
  limits: { request: number; reply: number };
}

export function platformCall<
  Request extends z.ZodObject,
  Reply extends z.ZodType,
  const Needs extends CallPermission,
  Audit extends CallAudit,
>(call: PlatformCall<Request, Reply, Needs, Audit>): PlatformCall<Request, Reply, Needs, Audit> {
  return call;
}

export type RequestOf<Call extends PlatformCall> = z.infer<Call['request']>;
export type ReplyOf<Call extends PlatformCall> = z.infer<Call['reply']>;

export const KiB = 1024;
export const MiB = 1024 * KiB;
