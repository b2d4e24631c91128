import { reasons } from './reason-words';
import { patientCount, type AuditEventDraft } from './audit-event';
import { breakGlass, type Action, type Category } from './vocabulary';

/** A verb phrase: what was done, and what was only tried. */
interface Verb {
  past: string;
  base: string;
}

const verb = (past: string, base: string): Verb => ({ past, base });

const opened = verb('opened', 'open');
const looked = verb('looked up', 'look up');
const searched = verb('searched', 'search');
const added = verb('added', 'add');
const changed = verb('changed', 'change');
const deleted = verb('deleted', 'delete');
const exported = verb('exported', 'export');
const signedIn = verb('signed in', 'sign in');
const signedOut = verb('signed out', 'sign out');

const verbOfAction: Readonly<Record<Action, Verb>> = {
  CREATE: added,
  READ: opened,
  UPDATE: changed,
  DELETE: deleted,
  EXPORT: exported,
  LOGIN: signedIn,
  LOGOUT: signedOut,
  FAILED_LOGIN: signedIn,
};

/** Words of sources that say it all. */
const phraseOfWord: Readonly<Record<string, Verb>> = {
  'C-STORE': verb('sent images to the archive', 'send images to the archive'),
  'C-FIND': verb('searched the image archive', 'search the image archive'),
  'C-GET': verb('fetched images from the archive', 'fetch images from the archive'),
  'C-MOVE': verb('had images sent from the archive', 'have images sent from the archive'),
  'C-ECHO': verb('tested the link to the archive', 'test the link to the archive'),
  TRAIL_SEARCHED: verb('searched the audit trail', 'search the audit trail'),
  PHI_ACCESS_LOGGED: verb('entered an access to patient data', 'enter an access to patient data'),
  TRAIL_READ: verb('read the audit trail', 'read the audit trail'),
  COSIGNER_REGISTERED: verb('registered a key for cosigning heads', 'register a key for cosigning heads'),
  PRACTICE_CREATED: verb('created the practice', 'create the practice'),
  PRACTICE_CLAIMED: verb('set up the practice', 'set up the practice'),
  SERVICE_STARTED: verb('started the service', 'start the service'),
  SERVICE_STOPPED: verb('stopped the service', 'stop the service'),
  USER_PUT_ON_LEAVE: verb('put an account on leave', 'put an account on leave'),
  USER_DEACTIVATED: verb('ended an account', 'end an account'),
  USER_REACTIVATED: verb('opened an account again', 'open an account again'),
  USER_INVITED: verb('invited somebody to their account', 'invite somebody to their account'),
  USER_CHANGE_UNDONE: verb('took back a change to an account', 'take back a change to an account'),
  INVITATION_CLAIMED: verb('chose the first password', 'choose a first password'),
  PASSWORD_RESET_CLAIMED: verb('chose a new password after a reset', 'choose a new password after a reset'),
  PROVISIONING_STARTED: verb('began to apply a list of accounts', 'apply a list of accounts'),
  BREAK_GLASS_STARTED: verb('began to use a chart', 'use a chart'),
  BREAK_GLASS_ENDED: verb('stopped using a chart', 'stop using a chart'),
  BREAK_GLASS_LISTED: verb('looked through emergency accesses', 'look through emergency accesses'),
  BREAK_GLASS_REVIEWED: verb('reviewed an emergency access', 'review an emergency access'),
  APPOINTMENTS_VIEWED: verb('looked at appointments', 'look at appointments'),
  ENCOUNTERS_VIEWED: verb('looked at encounters', 'look at encounters'),
  APPOINTMENT_CANCELLED: verb('cancelled an appointment', 'cancel an appointment'),
  APPOINTMENT_KEPT: verb('noted that a patient came', 'note that a patient came'),
  APPOINTMENT_MISSED: verb('noted that a patient did not come', 'note that a patient did not come'),
  APPOINTMENT_REOPENED: verb(
    'put an appointment back on the schedule',
    'put an appointment back on the schedule',
  ),
  SHIFT_CANCELLED: verb('took a shift off the plan', 'take a shift off the plan'),
  PATIENT_ASSIGNED: verb('gave a patient into somebody’s care', 'give a patient into somebody’s care'),
  PATIENT_UNASSIGNED: verb('took a patient out of somebody’s care', 'take a patient out of somebody’s care'),
  ASSIGNMENTS_VIEWED: verb('looked at who cares for whom', 'look at who cares for whom'),
  REFERRALS_VIEWED: verb('looked at referrals', 'look at referrals'),
  PATIENT_ACCOUNT_LINKED: verb('gave a patient their own account', 'give a patient their own account'),
  PATIENT_ACCOUNT_UNLINKED: verb('took a patient’s account from them', 'take a patient’s account from them'),
  ROLE_EDITED: verb('changed what a role allows', 'change what a role allows'),
  SESSION_ENDED: verb('ended a session', 'end a session'),
  PASSWORD_CHANGED: verb('changed the password', 'change the password'),
  ACCOUNT_RELEASED: verb('released a locked account', 'release a locked account'),
  ADDRESS_BLOCKED: verb('blocked an address', 'block an address'),
  ADDRESS_RELEASED: verb('released a blocked address', 'release a blocked address'),
  SIGNED_OUT: verb('was signed out', 'be signed out'),
  MFA_SETUP_STARTED: verb('began to set up the second factor', 'set up the second factor'),
  VAULT_UNLOCKED: verb('unlocked the vault on a workstation', 'unlock the vault on a workstation'),
  VAULT_UNLOCK_FAILED: verb('unlocked the vault on a workstation', 'unlock the vault on a workstation'),
  VAULT_OPENED_BY_PHRASE: verb(
    'opened the vault on a workstation with the recovery phrase',
    'open the vault on a workstation with the recovery phrase',
  ),
  VAULT_COPY_OPENED: verb(
    'opened an earlier copy in place of a damaged vault on a workstation',
    'open an earlier copy in place of a damaged vault on a workstation',
  ),
  RECOVERY_PHRASE_MADE: verb('made a new recovery phrase', 'make a new recovery phrase'),
  CONSENTS_VIEWED: verb('looked at a patient’s consents', 'look at a patient’s consents'),
  CONSENT_GRANTED: verb('took down a patient’s consent', 'take down a patient’s consent'),
  CONSENT_REFUSED: verb('took down that a patient said no', 'take down that a patient said no'),
  CONSENT_REVOKED: verb('revoked a patient’s consent', 'revoke a patient’s consent'),
  WAIVER_RECORDED: verb(
    'recorded a board’s waiver of consent to research',
    'record a board’s waiver of consent to research',
  ),
  WAIVER_ENDED: verb(
    'ended a board’s waiver of consent to research',
    'end a board’s waiver of consent to research',
  ),
  DISCLOSURES_VIEWED: verb('looked at a patient’s disclosures', 'look at a patient’s disclosures'),
  DISCLOSURE_RECORDED: verb('entered a disclosure', 'enter a disclosure'),
  DISCLOSURE_AMENDED: verb('amended a disclosure', 'amend a disclosure'),
  ACCOUNTING_OF_DISCLOSURES: verb('made an accounting of disclosures', 'make an accounting of disclosures'),
  INCIDENTS_LISTED: verb('looked through the incidents', 'look through the incidents'),
  INCIDENT_VERSIONS_LISTED: verb(
    'looked through the versions of an incident',
    'look through the versions of an incident',
  ),
  INCIDENT_CREATED: verb('opened an incident', 'open an incident'),
  INCIDENT_VIEWED: verb('read an incident', 'read an incident'),
  INCIDENT_PROOFS_VIEWED: verb(
    'looked at what proves the events of an incident',
    'look at what proves the events of an incident',
  ),
  INCIDENT_EDITED: verb('changed an incident', 'change an incident'),
  INCIDENT_SIGNED: verb('signed off the assessment of an incident', 'sign off the assessment of an incident'),
  INCIDENT_CLOSED: verb('closed an incident', 'close an incident'),
  INCIDENT_REOPENED: verb('opened a closed incident again', 'open a closed incident again'),
  AGREEMENT_DRAFTS_LISTED: verb(
    'looked through the drafts of agreements',
    'look through drafts of agreements',
  ),
  AGREEMENT_VERSIONS_LISTED: verb(
    'looked through the versions of an agreement',
    'look through the versions of an agreement',
  ),
  AGREEMENT_DRAFT_CREATED: verb('began a draft of an agreement', 'begin a draft of an agreement'),
  AGREEMENT_DRAFT_VIEWED: verb('read an agreement', 'read an agreement'),
  AGREEMENT_DRAFT_EDITED: verb('changed a draft of an agreement', 'change a draft of an agreement'),
  AGREEMENT_DRAFT_SENT: verb('sent a draft of an agreement', 'send a draft of an agreement'),
  AGREEMENT_DRAFT_TAKEN_BACK: verb(
    'took back an agreement that was sent',
    'take back an agreement that was sent',
  ),
  AGREEMENT_EXECUTED: verb('sealed an executed agreement', 'seal an executed agreement'),
  AGREEMENT_ENDED: verb('ended an agreement', 'end an agreement'),
  AGREEMENT_LINKED: verb(
    'named the record of an executed agreement',
    'name the record of an executed agreement',
  ),
  EVIDENCE_LISTED: verb(
    'looked through what proves the Security Rule',
    'look through what proves the Security Rule',
  ),
  EVIDENCE_CHECKED: verb(
    'had it checked how the Security Rule is kept',
    'have it checked how the Security Rule is kept',
  ),
  EVIDENCE_ATTESTED: verb(
    'attested something about the Security Rule',
    'attest something about the Security Rule',
  ),
  ATTESTATIONS_LISTED: verb(
    'looked through attestations about the Security Rule',
    'look through attestations about the Security Rule',
  ),
  HIPAA_SETTINGS_CHANGED: verb('changed the HIPAA settings', 'change the HIPAA settings'),
  HIPAA_REPORT_READ: verb('read the HIPAA report', 'read the HIPAA report'),
  AGREEMENT_CREATED: verb('recorded a business associate agreement', 'record a business associate agreement'),
  AGREEMENT_DEACTIVATED: verb('ended a business associate agreement', 'end a business associate agreement'),
  PHI_ENCRYPTED: verb('had a value sealed', 'have a value sealed'),
  CHANGES_OPENED: verb(
    'opened the old and new values of a change',
    'open the old and new values of a change',
  ),
  PHI_DECRYPTED: verb('had a sealed value opened', 'have a sealed value opened'),
  PHI_KEY_CREATED: verb('made the keys for patient data', 'make the keys for patient data'),
  PHI_SEALED: verb('sealed records that stood in clear', 'seal records that stood in clear'),
  PHI_KEY_ROTATED: verb('made new keys for patient data', 'make new keys for patient data'),
  PHI_KEY_RETIRED: verb(
    'had everything sealed anew and retired an old key for patient data',
    'retire an old key for patient data',
  ),
  PHI_KEY_DESTROYED: verb('destroyed an old key for patient data', 'destroy an old key for patient data'),
  PHI_SERVICE_KEY_REPLACED: verb(
    'left the key under which those for patient data were kept for a new one',
    'leave the key under which those for patient data are kept for a new one',
  ),
  SESSION_MOVED: verb('went on from another network or program', 'go on from another network or program'),
  ALERT_RAISED: verb('raised an alert', 'raise an alert'),
  ALERT_ACKNOWLEDGED: verb('began to look into an alert', 'look into an alert'),
  ALERT_CLOSED: verb('closed an alert', 'close an alert'),
  DETECTION_SETTINGS_CHANGED: verb(
    'changed when alerts are raised and from where one may sign in',
    'change when alerts are raised and from where one may sign in',
  ),
  IDENTITY_SETTINGS_CHANGED: verb(
    'changed which roles need a second factor',
    'change which roles need a second factor',
  ),
  SECOND_FACTORS_SEALED: verb(
    'sealed the secrets of second factors anew',
    'seal the secrets of second factors anew',
  ),
  BACKUP_STARTED: verb('had a backup made', 'have a backup made'),
  BACKUP_MADE: verb('made and verified a backup', 'make a backup'),
  BACKUP_DELETED: verb('deleted a backup whose time was over', 'delete a backup whose time was over'),
  BACKUP_RESTORED: verb('restored the practice from a backup', 'restore the practice from a backup'),
  ARCHIVES_REQUESTED: verb('asked for archives of the audit trail', 'ask for archives of the audit trail'),
  ARCHIVE_MADE: verb('made an archive of the audit trail', 'make an archive of the audit trail'),
  ARCHIVES_GIVEN_UP: verb(
    'stopped archiving the audit trail: what was archived did not verify',
    'stop archiving the audit trail',
  ),
  ARCHIVE_VERIFIED: verb('verified an archive of the audit trail', 'verify an archive of the audit trail'),
  ARCHIVE_RESTORE_REQUESTED: verb('asked for an archive to be restored', 'have an archive restored'),
  ARCHIVE_RESTORED: verb('restored an archive of the audit trail', 'restore an archive of the audit trail'),
  ARCHIVE_PUT_AWAY_REQUESTED: verb('asked for an archive to be put away', 'have an archive put away'),
  ARCHIVE_PUT_AWAY: verb('put an archive of the audit trail away', 'put an archive of the audit trail away'),
  ARCHIVE_PURGED: verb(
    'destroyed an archive of the audit trail for ever',
    'destroy an archive of the audit trail for ever',
  ),
  RETENTION_POLICY_CHANGED: verb('changed how long records are kept', 'change how long records are kept'),
  RETENTION_APPLIED: verb(
    'archived and hid records whose retention is over',
    'archive and hide records whose retention is over',
  ),
  PATIENT_ERASED: verb('destroyed a patient’s record for ever', 'destroy a patient’s record for ever'),
  ERASURES_REPEATED: verb(
    'erased again whom a restored backup brought back',
    'erase again whom a restored backup brought back',
  ),
  DESTRUCTION_CERTIFIED: verb('certified that a record was destroyed', 'certify that a record was destroyed'),
  CERTIFICATE_VIEWED: verb('opened a certificate of destruction', 'open a certificate of destruction'),
  LEGAL_HOLDS_LISTED: verb('looked at the legal holds', 'look at the legal holds'),
  LEGAL_HOLD_PLACED: verb('placed a legal hold', 'place a legal hold'),
  LEGAL_HOLD_RELEASED: verb('released a legal hold', 'release a legal hold'),
  CONSOLE_ACTS_RECORDED: verb('handed in what a console did offline', 'hand in what a console did offline'),
};

/** What was done before there was anybody who could be named: said of what it was done to. */
const doneByNobody: Readonly<Record<string, { subject: string; deed: string }>> = {
  PRACTICE_CLAIMED: { subject: 'The practice', deed: 'was set up' },
};

/** The last part of a word such as STUDY_VIEWED; the parts before it name the thing. */
const verbOfEnding: Readonly<Record<string, Verb>> = {
  VIEWED: opened,
  OPENED: opened,
  READ: verb('read', 'read'),
  LOOKUP: looked,
  SEARCHED: searched,
  CREATED: added,
  ADDED: added,
  EDITED: changed,
  CHANGED: changed,
  MODIFIED: changed,
  UPDATED: changed,
  DELETED: deleted,
  REMOVED: verb('removed', 'remove'),
  EXPORTED: exported,
  DOWNLOADED: verb('downloaded', 'download'),
  PRINTED: verb('printed', 'print'),
  SHARED: verb('shared', 'share'),
  SIGNED: verb('signed', 'sign'),
  REVEALED: verb('revealed', 'reveal'),
  UNLOCKED: verb('unlocked', 'unlock'),
  LOCKED: verb('locked', 'lock'),
  ENABLED: verb('turned on', 'turn on'),
  DISABLED: verb('turned off', 'turn off'),
  ENDED: verb('ended', 'end'),
  STARTED: verb('started', 'start'),
  STOPPED: verb('stopped', 'stop'),
  COMPLETED: verb('completed', 'complete'),
  RESET: verb('reset', 'reset'),
  RETIRED: verb('retired', 'retire'),
};

/** Lists that a console writes to a file, as they are called around the number of their lines. */
const listOfWord: Readonly<Record<string, { one: string; many: string; whole: string }>> = {
  AUDIT_TRAIL_EXPORTED: {
    one: '1 event of the audit trail',
    many: 'events of the audit trail',
    whole: 'events of the audit trail',
  },
  PEOPLE_EXPORTED: {
    one: '1 line of the list of people',
    many: 'lines of the list of people',
    whole: 'the list of people',
  },
  CHART_EXPORTED: {
    one: '1 line of figures about the audit trail',
    many: 'lines of figures about the audit trail',
    whole: 'figures about the audit trail',
  },
};

/** Things whose plain name is not what their kind is called in the record. */
const nounOfKind: Readonly<Record<string, string>> = {
  patient: 'a chart',
  chart: 'a chart',
  user: 'an account',
  session: 'a session',
  mfa: 'the second factor',
  totp: 'the second factor',
  password: 'a password',
  config: 'the configuration',
  configuration: 'the configuration',
  settings: 'the settings',
  'audit trail': 'the audit trail',
  'clinical notes': 'clinical notes',
  encounters: 'encounters',
  prescriptions: 'prescriptions',
  demographics: 'demographics',
  images: 'images',
  schedule: 'the schedule',
};

const nounOfCategory: Readonly<Record<Category, string>> = {
  authentication: 'a sign-in setting',
  access: 'a record',
  modification: 'a record',
  export: 'records',
  imaging: 'a study',
  administration: 'a setting',
  system: 'a service',
};

/**
 * The event in plain English for a row of the screen, without a full stop: who did what. It holds no id and no
 * word of any patient. `person`: how the practice's directory names the actor, where it knows them.
 */
export function eventSentence(event: AuditEventDraft, person?: string): string {
  if (isRefusedSignIn(event)) {
    const by =
      person ??
      event.actor.userName ??
      (event.actor.userId === undefined ? 'someone unknown' : 'a user without a name');
    return `A sign-in by ${by} was refused${reasonOf(event)}`;
  }
  return `${actorWords(event, person)} ${eventDeed(event)}`;
}

/** Who acted, where the deed is named elsewhere: the directory's name, the record's, or that there is none. */
export function actorWords(event: AuditEventDraft, person?: string): string {
  return person ?? event.actor.userName ?? unnamedSubject(event);
}

/** What was done, for a row that names the person elsewhere: `opened a chart`. It holds no id and no name. */
export function eventDeed(event: AuditEventDraft): string {
  const reason = reasonOf(event);
  if (isRefusedSignIn(event)) return `tried to sign in and was refused${reason}`;
  const nobody = byNobody(event);
  if (nobody !== undefined) return nobody.deed;
  const { past, base } = predicate(event);
  const emergency = event.purpose === breakGlass ? ' under emergency access' : '';
  switch (event.outcome) {
    case 'success':
      return `${past}${emergency}${reason}`;
    case 'denied':
      return `tried to ${base}${emergency} and was refused${reason}`;
    case 'failure':
      return `tried to ${base}${emergency}, which failed${reason}`;
  }
}

function isRefusedSignIn(event: AuditEventDraft): boolean {
  const { action, outcome } = event;
  return (
    phraseOf(event) === undefined &&
    (action === 'FAILED_LOGIN' || (action === 'LOGIN' && outcome !== 'success'))
  );
}

/** Who or what stands before the deed where the actor has no name. */
function unnamedSubject(event: AuditEventDraft): string {
  if (event.actor.userId !== undefined) return 'A user without a name';
  return byNobody(event)?.subject ?? (event.category === 'system' ? 'The system' : 'Someone unknown');
}

function byNobody({ actor, outcome, verb: word = '' }: AuditEventDraft) {
  if (actor.userId !== undefined || actor.userName !== undefined || outcome !== 'success') return undefined;
  return lookUp(doneByNobody, word.toUpperCase());
}

function predicate(event: AuditEventDraft): Verb {
  const word = event.verb?.toUpperCase() ?? '';
  const phrase = phraseOf(event);
  if (phrase !== undefined) return phrase;
  if (event.action === 'LOGIN' && event.details?.meta?.secondFactor === 'recovery-code') {
    return verb(`${signedIn.past} with a recovery code`, `${signedIn.base} with a recovery code`);
  }
  if (event.action === 'LOGIN' || event.action === 'LOGOUT') return verbOfAction[event.action];
  const list = lookUp(listOfWord, word);
  if (list !== undefined) return withObject(exported, linesOf(list, event.volume?.records));
  const [, kind, ending] = /^(.+)[_\s-]([A-Z]+)$/.exec(word) ?? [];
  const ended = ending === undefined ? undefined : lookUp(verbOfEnding, ending);
  if (kind !== undefined && ended !== undefined) return withObject(ended, quantity(event) ?? nounOf(kind));
  return withObject(verbOfAction[event.action], quantity(event) ?? objectOf(event));
}

function linesOf({ one, many, whole }: { one: string; many: string; whole: string }, lines = 0): string {
  return lines === 0 ? whole : lines === 1 ? one : `${figure(lines)} ${many}`;
}

function phraseOf({ verb: word = '' }: AuditEventDraft): Verb | undefined {
  return lookUp(phraseOfWord, word.toUpperCase());
}

function withObject({ past, base }: Verb, object: string): Verb {
  return verb(`${past} ${object}`, `${base} ${object}`);
}

/** How many, where there were several. */
function quantity(event: AuditEventDraft): string | undefined {
  const patients = patientCount(event);
  const records = event.volume?.records ?? 0;
  if (event.action === 'EXPORT' && records > 1) return `${figure(records)} records`;
  return patients > 1 ? `the charts of ${figure(patients)} patients` : undefined;
}

function objectOf({ resource, category }: AuditEventDraft): string {
  return resource === undefined ? nounOfCategory[category] : nounOf(resource.type);
}

/** BillingRecord, clinical_notes, STUDY: a billing record, clinical notes, a study. */
function nounOf(kind: string): string {
  const words = kind
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
  const known = lookUp(nounOfKind, words);
  if (known !== undefined || words === '') return known ?? 'a record';
  // Several of a kind: claims, but not an address, a status or an analysis.
  if (/[^sui]s$/.test(words)) return words;
  return `${/^[aeio]/.test(words) ? 'an' : 'a'} ${words}`;
}

function reasonOf({ details, verb: word }: AuditEventDraft): string {
  const code = details?.meta?.reason;
  const words = typeof code === 'string' ? lookUp(reasons, code) : undefined;
  const lockedOut = word?.toUpperCase() === 'LOCKED_OUT' ? '; it locked the account for a while' : '';
  return words === undefined ? '' : `: ${words}${lockedOut}`;
}

// The word comes from outside: `constructor` must not find what every object has.
function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
