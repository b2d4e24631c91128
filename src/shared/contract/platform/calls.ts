import {
  createAgreementDocument,
  endAgreementDocument,
  executeAgreementDocument,
  getAgreementDocument,
  linkAgreementDocument,
  listAgreementDocuments,
  listAgreementVersions,
  saveAgreementDocument,
  sendAgreementDocument,
  takeBackAgreementDocument,
} from './agreement-documents';
import { acknowledgeAlert, closeAlert, listAlerts } from './alerts';
import {
  listArchives,
  makeArchives,
  purgeArchive,
  putAwayArchive,
  restoreArchive,
  verifyArchive,
} from './archives';
import { listEvents } from './audit';
import {
  applyRetention,
  changeRetentionPolicy,
  listLegalHolds,
  listRetentionPolicies,
  placeLegalHold,
  releaseLegalHold,
} from './retention';
import { listAuditLogs, listPhiAuditLogs, logPhiAccess } from './audit-logs';
import { refreshSession, signIn, signOut, whoAmI } from './auth';
import { listBackups, makeBackup } from './backups';
import {
  beginBreakGlass,
  endBreakGlass,
  listBreakGlass,
  listOwnBreakGlass,
  reviewBreakGlass,
} from './break-glass';
import type { PlatformCall } from './call';
import { grantConsent, listConsents, revokeConsent } from './consents';
import { listAppointments, listCareTeams, listEncounters } from './care';
import { recordConsoleActs } from './console-acts';
import { changeDetectionSettings, readDetectionSettings } from './detection-settings';
import { accountDisclosures, amendDisclosure, listDisclosures, recordDisclosure } from './disclosures';
import { erasePatient, getCertificate, listCertificates } from './destruction';
import { createAgreement, deactivateAgreement, listAgreements, readAgreement } from './hipaa-agreements';
import { readDataResidency, readHipaaReport, readHipaaStatus } from './hipaa-readiness';
import { changeHipaaSettings, readHipaaSettings } from './hipaa-settings';
import { changeIdentitySettings, readIdentitySettings } from './identity-settings';
import { createPatient, findPatients, getPatient, listPseudonyms, updatePatient } from './patients';
import { decryptPhi, encryptPhi, listPhiKeys, rotatePhiKeys } from './phi';
import {
  closeIncident,
  createIncident,
  getIncident,
  listIncidents,
  listIncidentVersions,
  readIncidentProofs,
  reopenIncident,
  saveIncident,
  signOffIncident,
} from './incidents';
import { cosignCheckpoint, listCosigners, registerCosigner } from './cosignatures';
import { aboutPractice, claimPractice, tryPractice } from './practice';
import { proveConsistency, proveInclusion, readCheckpoint } from './proofs';
import { searchTrail } from './trail-search';
import { applyProvisioning, previewProvisioning, readProvisioning, undoProvisionedRow } from './provisioning';
import {
  claimInvitation,
  createAccount,
  deactivateAccount,
  inviteToAccount,
  listStaff,
  listWorkforce,
  putOnLeave,
  reactivateAccount,
  readAccount,
  updateAccount,
} from './workforce';
import { attestEvidence, checkEvidence, listAttestations, listEvidence } from './evidence';
import { listLockouts, releaseAccount, releaseAddress } from './lockouts';
import { assignRole, changeRole, createRole, listRoles, retireRole } from './roles';
import { resetPassword } from './password-reset';
import { endResearchWaiver, listResearchWaivers, recordResearchWaiver } from './research-waivers';
import { beginSecondFactor, confirmSecondFactor, resetSecondFactor } from './second-factor';
import {
  changePassword,
  endAllSessions,
  endOwnSessions,
  endSessions,
  listOwnSessions,
  listSessions,
} from './sessions';

/** Every call the platform answers. What is not in this list does not exist. */
export const platformCalls = {
  'practice.about': aboutPractice,
  'practice.claim': claimPractice,
  'practice.try': tryPractice,
  'auth.signIn': signIn,
  'auth.refreshSession': refreshSession,
  'auth.signOut': signOut,
  'auth.beginSecondFactor': beginSecondFactor,
  'auth.confirmSecondFactor': confirmSecondFactor,
  'auth.whoAmI': whoAmI,
  'auth.listSessions': listOwnSessions,
  'auth.endSessions': endOwnSessions,
  'auth.changePassword': changePassword,
  'auth.resetSecondFactor': resetSecondFactor,
  'auth.resetPassword': resetPassword,
  'sessions.list': listSessions,
  'sessions.end': endSessions,
  'sessions.endAll': endAllSessions,
  'lockouts.list': listLockouts,
  'lockouts.releaseAccount': releaseAccount,
  'lockouts.releaseAddress': releaseAddress,
  'workforce.list': listWorkforce,
  'workforce.directory': listStaff,
  'workforce.read': readAccount,
  'workforce.create': createAccount,
  'workforce.update': updateAccount,
  'workforce.putOnLeave': putOnLeave,
  'workforce.deactivate': deactivateAccount,
  'workforce.reactivate': reactivateAccount,
  'workforce.invite': inviteToAccount,
  'workforce.claimInvitation': claimInvitation,
  'provisioning.preview': previewProvisioning,
  'provisioning.apply': applyProvisioning,
  'provisioning.read': readProvisioning,
  'provisioning.undoRow': undoProvisionedRow,
  'breakGlass.begin': beginBreakGlass,
  'breakGlass.end': endBreakGlass,
  'breakGlass.list': listBreakGlass,
  'breakGlass.listOwn': listOwnBreakGlass,
  'breakGlass.review': reviewBreakGlass,
  'appointments.list': listAppointments,
  'encounters.list': listEncounters,
  'careTeams.list': listCareTeams,
  'roles.list': listRoles,
  'roles.create': createRole,
  'roles.change': changeRole,
  'roles.retire': retireRole,
  'roles.assign': assignRole,
  'patients.listPseudonyms': listPseudonyms,
  'patients.get': getPatient,
  'patients.find': findPatients,
  'patients.create': createPatient,
  'patients.update': updatePatient,
  'phi.encrypt': encryptPhi,
  'phi.decrypt': decryptPhi,
  'phi.listKeys': listPhiKeys,
  'phi.rotateKeys': rotatePhiKeys,
  'backups.list': listBackups,
  'backups.make': makeBackup,
  'audit.listEvents': listEvents,
  'audit.recordConsoleActs': recordConsoleActs,
  'settings.readHipaa': readHipaaSettings,
  'settings.changeHipaa': changeHipaaSettings,
  'hipaa.createBaa': createAgreement,
  'hipaa.listBaa': listAgreements,
  'hipaa.readBaa': readAgreement,
  'hipaa.deactivateBaa': deactivateAgreement,
  'hipaa.status': readHipaaStatus,
  'hipaa.dataResidency': readDataResidency,
  'hipaa.report': readHipaaReport,
  'consents.list': listConsents,
  'consents.grant': grantConsent,
  'consents.revoke': revokeConsent,
  'researchWaivers.list': listResearchWaivers,
  'researchWaivers.record': recordResearchWaiver,
  'researchWaivers.end': endResearchWaiver,
  'disclosures.list': listDisclosures,
  'disclosures.record': recordDisclosure,
  'disclosures.amend': amendDisclosure,
  'disclosures.account': accountDisclosures,
  'incidents.create': createIncident,
  'incidents.get': getIncident,
  'incidents.proofs': readIncidentProofs,
  'incidents.list': listIncidents,
  'incidents.save': saveIncident,
  'incidents.versions': listIncidentVersions,
  'incidents.signOff': signOffIncident,
  'incidents.close': closeIncident,
  'incidents.reopen': reopenIncident,
  'agreementDocuments.create': createAgreementDocument,
  'agreementDocuments.get': getAgreementDocument,
  'agreementDocuments.list': listAgreementDocuments,
  'agreementDocuments.save': saveAgreementDocument,
  'agreementDocuments.versions': listAgreementVersions,
  'agreementDocuments.send': sendAgreementDocument,
  'agreementDocuments.takeBack': takeBackAgreementDocument,
  'agreementDocuments.execute': executeAgreementDocument,
  'agreementDocuments.end': endAgreementDocument,
  'agreementDocuments.link': linkAgreementDocument,
  'evidence.list': listEvidence,
  'evidence.check': checkEvidence,
  'evidence.attest': attestEvidence,
  'evidence.attestations': listAttestations,
  'audit.readCheckpoint': readCheckpoint,
  'audit.proveInclusion': proveInclusion,
  'audit.proveConsistency': proveConsistency,
  'audit.registerCosigner': registerCosigner,
  'audit.listCosigners': listCosigners,
  'audit.cosignCheckpoint': cosignCheckpoint,
  'audit.search': searchTrail,
  'auth.listAuditLogs': listAuditLogs,
  'hipaa.listAuditLogs': listPhiAuditLogs,
  'hipaa.logPhiAccess': logPhiAccess,
  'alerts.list': listAlerts,
  'alerts.acknowledge': acknowledgeAlert,
  'alerts.close': closeAlert,
  'settings.readDetection': readDetectionSettings,
  'settings.changeDetection': changeDetectionSettings,
  'settings.readIdentity': readIdentitySettings,
  'settings.changeIdentity': changeIdentitySettings,
  'archives.list': listArchives,
  'archives.make': makeArchives,
  'archives.verify': verifyArchive,
  'archives.restore': restoreArchive,
  'archives.putAway': putAwayArchive,
  'archives.purge': purgeArchive,
  'retention.listPolicies': listRetentionPolicies,
  'retention.changePolicy': changeRetentionPolicy,
  'retention.apply': applyRetention,
  'legalHolds.list': listLegalHolds,
  'legalHolds.place': placeLegalHold,
  'legalHolds.release': releaseLegalHold,
  'patients.erase': erasePatient,
  'certificates.list': listCertificates,
  'certificates.get': getCertificate,
} as const satisfies Record<string, PlatformCall>;

export type PlatformCallName = keyof typeof platformCalls;
