import type { Service } from '../service';
import { auditHandlers } from './audit';
import { authHandlers } from './auth';
import type { Handlers } from './handler';
import { practiceHandlers } from './practice';

/** What answers each declared call. */
export function handlersOf(service: Service): Handlers {
  return { ...practiceHandlers(service), ...authHandlers(service), ...auditHandlers(service) };
}
