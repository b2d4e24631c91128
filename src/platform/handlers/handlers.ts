import type { Service } from '../service';
import { auditHandlers } from './audit';
import { consoleActHandlers } from './console-acts';
import type { Handlers } from './handler';
import { practiceHandlers } from './practice';
import { secondFactorHandlers } from './second-factor';
import { sessionHandlers } from './sessions';
import { signInHandlers } from './sign-in';
import { workforceHandlers } from './workforce';

/** What answers each declared call. */
export function handlersOf(service: Service): Handlers {
  return {
    ...practiceHandlers(service),
    ...signInHandlers(service),
    ...sessionHandlers(service),
    ...secondFactorHandlers(service),
    ...workforceHandlers(service),
    ...auditHandlers(service),
    ...consoleActHandlers(service),
  };
}
