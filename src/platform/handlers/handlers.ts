import type { Service } from '../service';
import { accountHandlers } from './accounts';
import { agreementDocumentHandlers } from './agreement-documents';
import { alertHandlers } from './alerts';
import { archiveHandlers } from './archives';
import { auditHandlers } from './audit';
import { backupHandlers } from './backups';
import { consentHandlers } from './consents';
import { appointmentHandlers } from './appointments';
import { assignmentHandlers } from './assignments';
import { breakGlassHandlers } from './break-glass';
import { careHandlers } from './care';
import { careTeamHandlers } from './care-teams';
import { encounterHandlers } from './encounters';
import { patientAccountHandlers } from './patient-accounts';
import { referralHandlers } from './referrals';
import { shiftHandlers } from './shifts';
import { consoleActHandlers } from './console-acts';
import { detectionSettingsHandlers } from './detection-settings';
import { destructionHandlers } from './destruction';
import { disclosureHandlers } from './disclosures';
import { auditLogHandlers } from './audit-logs';
import { cosignatureHandlers } from './cosignatures';
import { evidenceHandlers } from './evidence';
import type { Handlers } from './handler';
import { agreementHandlers } from './hipaa-agreements';
import { hipaaReadinessHandlers } from './hipaa-readiness';
import { hipaaSettingsHandlers } from './hipaa-settings';
import { identitySettingsHandlers } from './identity-settings';
import { incidentHandlers } from './incidents';
import { patientHandlers } from './patients';
import { researchWaiverHandlers } from './research-waivers';
import { retentionHandlers } from './retention';
import { eventChangeHandlers } from './event-changes';
import { phiHandlers } from './phi';
import { proofHandlers } from './proofs';
import { invitationHandlers } from './invitations';
import { practiceHandlers } from './practice';
import { provisioningHandlers } from './provisioning';
import { liveSessionHandlers } from './live-sessions';
import { lockoutHandlers } from './lockouts';
import { passwordHandlers } from './password';
import { passwordResetHandlers } from './password-reset';
import { roleHandlers } from './roles';
import { secondFactorHandlers } from './second-factor';
import { sessionHandlers } from './sessions';
import { signInHandlers } from './sign-in';
import { trailSearchHandlers } from './trail-search';
import { workforceHandlers } from './workforce';

/** What answers each declared call. */
export function handlersOf(service: Service): Handlers {
  return {
    ...practiceHandlers(service),
    ...signInHandlers(service),
    ...sessionHandlers(service),
    ...secondFactorHandlers(service),
    ...liveSessionHandlers(service),
    ...passwordHandlers(service),
    ...passwordResetHandlers(service),
    ...lockoutHandlers(service),
    ...workforceHandlers(service),
    ...patientHandlers(service),
    ...eventChangeHandlers(service),
    ...phiHandlers(service),
    ...accountHandlers(service),
    ...invitationHandlers(service),
    ...provisioningHandlers(service),
    ...breakGlassHandlers(service),
    ...careHandlers(service),
    ...careTeamHandlers(service),
    ...shiftHandlers(service),
    ...assignmentHandlers(service),
    ...referralHandlers(service),
    ...appointmentHandlers(service),
    ...encounterHandlers(service),
    ...patientAccountHandlers(service),
    ...roleHandlers(service),
    ...backupHandlers(service),
    ...auditHandlers(service),
    ...archiveHandlers(service),
    ...retentionHandlers(service),
    ...destructionHandlers(service),
    ...consoleActHandlers(service),
    ...hipaaSettingsHandlers(service),
    ...agreementHandlers(service),
    ...hipaaReadinessHandlers(service),
    ...consentHandlers(service),
    ...researchWaiverHandlers(service),
    ...disclosureHandlers(service),
    ...incidentHandlers(service),
    ...agreementDocumentHandlers(service),
    ...evidenceHandlers(service),
    ...proofHandlers(service),
    ...cosignatureHandlers(service),
    ...trailSearchHandlers(service),
    ...auditLogHandlers(service),
    ...alertHandlers(service),
    ...detectionSettingsHandlers(service),
    ...identitySettingsHandlers(service),
  };
}
