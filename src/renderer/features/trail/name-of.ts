import type { AuditEvent } from '../../../shared/domain/audit-event/audit-event';

/** The name of whoever acted, as people say it; undefined where only the event's own user name is known. */
export type NameOf = (event: AuditEvent) => string | undefined;
