import type { Service } from '../service';
import { auditHandlers } from './audit';
import { consentHandlers } from './consents';
import { consoleActHandlers } from './console-acts';
import { disclosureHandlers } from './disclosures';
import type { Handlers } from './handler';
import { agreementHandlers } from './hipaa-agreements';
import { hipaaReadinessHandlers } from './hipaa-readiness';
import { hipaaSettingsHandlers } from './hipaa-settings';
import { patientHandlers } from './patients';
import { phiHandlers } from './phi';
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
    ...patientHandlers(service),
    ...phiHandlers(service),
    ...auditHandlers(service),
    ...consoleActHandlers(service),
    ...hipaaSettingsHandlers(service),
    ...agreementHandlers(service),
    ...hipaaReadinessHandlers(service),
    ...consentHandlers(service),
    ...disclosureHandlers(service),
  };
}
