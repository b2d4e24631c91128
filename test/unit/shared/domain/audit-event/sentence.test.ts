import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../../../src/shared/domain/audit-event/audit-event';
import { eventDeed, eventSentence } from '../../../../../src/shared/domain/audit-event/sentence';
import {
  actions,
  categories,
  outcomes,
  type Action,
  type Category,
} from '../../../../../src/shared/domain/audit-event/vocabulary';
import { deeds } from '../../../../../src/platform/synthetic/deeds';
import { auditEvents, chartOpened } from './events';

const bare: AuditEvent = { ...chartOpened, resource: undefined, verb: undefined };
const say = (change: Partial<AuditEvent>, person: string | undefined = 'Colleen Duffy') =>
  eventSentence({ ...chartOpened, ...change }, person);

describe('an event in plain English', () => {
  test.each<[string, Partial<AuditEvent>]>([
    ['Colleen Duffy opened a chart', {}],
    ['Colleen Duffy signed in', { action: 'LOGIN', category: 'authentication', resource: undefined }],
    [
      'Colleen Duffy signed out',
      { action: 'LOGOUT', category: 'authentication', resource: { type: 'Session' } },
    ],
    ['Colleen Duffy added clinical notes', { action: 'CREATE', resource: { type: 'clinical_notes' } }],
    [
      'Colleen Duffy changed a billing record',
      { action: 'UPDATE', resource: { type: 'BillingRecord', id: '7' } },
    ],
    ['Colleen Duffy deleted an observation', { action: 'DELETE', resource: { type: 'Observation' } }],
    ['Colleen Duffy exported 612 records', { action: 'EXPORT', volume: { records: 612 } }],
    [
      'Colleen Duffy exported 3,184 events of the audit trail',
      { action: 'EXPORT', category: 'export', verb: 'AUDIT_TRAIL_EXPORTED', volume: { records: 3184 } },
    ],
    [
      'Colleen Duffy exported 1 line of the list of people',
      { action: 'EXPORT', category: 'export', verb: 'PEOPLE_EXPORTED', volume: { records: 1 } },
    ],
    ['Colleen Duffy exported a patient list', { action: 'EXPORT', resource: { type: 'PatientList' } }],
    ['Colleen Duffy opened the charts of 3 patients', { patients: ['a', 'b', 'c'] }],
    [
      'Colleen Duffy printed the charts of 4,180 patients',
      { verb: 'CHART_PRINTED', patients: [], patientManifest: { count: 4180, sha256: '', sealed: '' } },
    ],
    ['Colleen Duffy opened a study', { verb: 'STUDY_VIEWED', resource: { type: 'Study' } }],
    ['Colleen Duffy looked up a chart', { verb: 'PATIENT_LOOKUP' }],
    ['Colleen Duffy had a value sealed', { verb: 'PHI_ENCRYPTED', action: 'CREATE' }],
    [
      'Colleen Duffy tried to have a sealed value opened, which failed: the value was changed, cut short or sealed elsewhere',
      { verb: 'PHI_DECRYPTED', outcome: 'failure', details: { meta: { reason: 'value-altered' } } },
    ],
    [
      'Colleen Duffy tried to have a sealed value opened and was refused: too many values in one minute',
      { verb: 'PHI_DECRYPTED', outcome: 'denied', details: { meta: { reason: 'too-many-values' } } },
    ],
    ['Colleen Duffy made new keys for patient data', { verb: 'PHI_KEY_ROTATED', action: 'UPDATE' }],
    ['Colleen Duffy sent images to the archive', { verb: 'C-STORE', category: 'imaging', action: 'CREATE' }],
    ['Colleen Duffy changed a role', { verb: 'ROLE_CHANGED', category: 'administration', action: 'UPDATE' }],
    [
      'Colleen Duffy changed the configuration',
      { verb: 'config_updated', category: 'administration', action: 'UPDATE' },
    ],
    [
      'Colleen Duffy turned on the second factor',
      { verb: 'MFA_ENABLED', category: 'authentication', action: 'UPDATE' },
    ],
    [
      'Colleen Duffy added an account',
      { verb: 'USER_CREATED', category: 'administration', action: 'CREATE' },
    ],
    ['Colleen Duffy ended an account', { verb: 'USER_DEACTIVATED', category: 'administration' }],
    ['Colleen Duffy opened an account again', { verb: 'USER_REACTIVATED', category: 'administration' }],
    ['Colleen Duffy put an account on leave', { verb: 'USER_PUT_ON_LEAVE', category: 'administration' }],
    ['Colleen Duffy invited somebody to their account', { verb: 'USER_INVITED' }],
    ['Colleen Duffy chose the first password', { verb: 'INVITATION_CLAIMED', category: 'authentication' }],
    [
      'Colleen Duffy chose a new password after a reset',
      { verb: 'PASSWORD_RESET_CLAIMED', category: 'authentication' },
    ],
    ['Colleen Duffy reset a password', { action: 'UPDATE', verb: 'PASSWORD_RESET' }],
    ['Colleen Duffy began to apply a list of accounts', { verb: 'PROVISIONING_STARTED' }],
    ['Colleen Duffy took back a change to an account', { verb: 'USER_CHANGE_UNDONE' }],
    [
      'Colleen Duffy tried to end an account and was refused: it is the last administrator',
      {
        verb: 'USER_DEACTIVATED',
        outcome: 'denied',
        details: { meta: { reason: 'last-administrator' } },
      },
    ],
    ['Colleen Duffy looked at appointments', { verb: 'APPOINTMENTS_VIEWED', patients: ['a', 'b'] }],
    ['Colleen Duffy looked at encounters', { verb: 'ENCOUNTERS_VIEWED' }],
    [
      'Colleen Duffy tried to look at encounters and was refused: the patient is not in their care',
      { verb: 'ENCOUNTERS_VIEWED', outcome: 'denied', details: { meta: { reason: 'out-of-reach' } } },
    ],
    [
      'Colleen Duffy began to use a chart under emergency access',
      { verb: 'BREAK_GLASS_STARTED', purpose: 'break-glass', justification: 'Unconscious' },
    ],
    [
      'Colleen Duffy stopped using a chart under emergency access',
      { verb: 'BREAK_GLASS_ENDED', purpose: 'break-glass', justification: 'Unconscious' },
    ],
    ['Colleen Duffy looked through emergency accesses', { verb: 'BREAK_GLASS_LISTED' }],
    ['Colleen Duffy reviewed an emergency access', { verb: 'BREAK_GLASS_REVIEWED' }],
    ['Colleen Duffy read the audit trail', { verb: 'TRAIL_READ', resource: { type: 'AuditTrail' } }],
    [
      'Colleen Duffy changed the HIPAA settings',
      { verb: 'HIPAA_SETTINGS_CHANGED', action: 'UPDATE', resource: { type: 'HipaaSettings' } },
    ],
    ['Colleen Duffy read the HIPAA report', { verb: 'HIPAA_REPORT_READ', resource: { type: 'HipaaReport' } }],
    [
      'Colleen Duffy recorded a business associate agreement',
      { verb: 'AGREEMENT_CREATED', action: 'CREATE' },
    ],
    [
      'Colleen Duffy ended a business associate agreement',
      { verb: 'AGREEMENT_DEACTIVATED', action: 'DELETE' },
    ],
    ['Colleen Duffy looked at a patient’s disclosures', { verb: 'DISCLOSURES_VIEWED' }],
    ['Colleen Duffy entered a disclosure', { verb: 'DISCLOSURE_RECORDED', action: 'CREATE' }],
    ['Colleen Duffy amended a disclosure', { verb: 'DISCLOSURE_AMENDED', action: 'UPDATE' }],
    [
      'Colleen Duffy made an accounting of disclosures',
      { verb: 'ACCOUNTING_OF_DISCLOSURES', action: 'EXPORT', volume: { records: 3 } },
    ],
    ['Colleen Duffy looked at a patient’s consents', { verb: 'CONSENTS_VIEWED' }],
    ['Colleen Duffy took down a patient’s consent', { verb: 'CONSENT_GRANTED', action: 'CREATE' }],
    ['Colleen Duffy took down that a patient said no', { verb: 'CONSENT_REFUSED', action: 'CREATE' }],
    ['Colleen Duffy revoked a patient’s consent', { verb: 'CONSENT_REVOKED', action: 'UPDATE' }],
    [
      'Colleen Duffy tried to take down a patient’s consent and was refused: the practice may not take in data of real patients yet',
      { verb: 'CONSENT_GRANTED', outcome: 'denied', details: { meta: { reason: 'phi-gate-shut' } } },
    ],
    [
      'Colleen Duffy tried to open a chart and was refused: the patient has not consented to this use',
      { outcome: 'denied', details: { meta: { reason: 'no-consent' } } },
    ],
    ['Colleen Duffy opened the audit trail', { resource: { type: 'AuditTrail' } }],
    [
      'Colleen Duffy opened a chart under emergency access',
      { purpose: 'break-glass', justification: 'Unconscious' },
    ],
    ['Colleen Duffy tried to open a chart and was refused', { outcome: 'denied' }],
    [
      'Colleen Duffy tried to open a chart and was refused: the role does not allow it',
      { outcome: 'denied', details: { meta: { reason: 'no-permission' } } },
    ],
    [
      'Colleen Duffy tried to export records, which failed',
      { action: 'EXPORT', category: 'export', resource: undefined, outcome: 'failure' },
    ],
    ['Colleen Duffy tried to sign out, which failed', { action: 'LOGOUT', outcome: 'failure' }],
    [
      'A sign-in by Colleen Duffy was refused: wrong password',
      { action: 'FAILED_LOGIN', outcome: 'failure', details: { meta: { reason: 'wrong-password' } } },
    ],
    [
      'A sign-in by Colleen Duffy was refused',
      { action: 'LOGIN', outcome: 'denied', details: { meta: { reason: 'hunter2' } } },
    ],
    ['Colleen Duffy exported claims', { verb: 'CLAIMS_EXPORTED', action: 'EXPORT', category: 'export' }],
    ['Colleen Duffy changed an address', { action: 'UPDATE', resource: { type: 'Address' } }],
    ['Colleen Duffy opened the schedule', { verb: 'SCHEDULE_VIEWED', resource: { type: 'Schedule' } }],
    [
      'Colleen Duffy was signed out: a further sign-in ended the oldest session',
      { action: 'LOGOUT', verb: 'SIGNED_OUT', details: { meta: { reason: 'too-many-sessions' } } },
    ],
    [
      'Colleen Duffy signed out: nothing was done for a while',
      { action: 'LOGOUT', verb: 'LOGOUT', details: { meta: { reason: 'inactivity' } } },
    ],
    [
      'Colleen Duffy signed in with a recovery code',
      { action: 'LOGIN', verb: 'LOGIN', details: { meta: { secondFactor: 'recovery-code' } } },
    ],
    [
      'Colleen Duffy signed in',
      { action: 'LOGIN', verb: 'LOGIN', details: { meta: { secondFactor: 'app' } } },
    ],
    [
      'A sign-in by Colleen Duffy was refused: wrong code; it locked the account for a while',
      {
        action: 'FAILED_LOGIN',
        verb: 'LOCKED_OUT',
        outcome: 'failure',
        details: { meta: { reason: 'wrong-code' } },
      },
    ],
    [
      'A sign-in by Colleen Duffy was refused: too soon after a wrong password or code',
      { action: 'FAILED_LOGIN', verb: 'LOGIN', outcome: 'denied', details: { meta: { reason: 'too-soon' } } },
    ],
    [
      'Colleen Duffy began to set up the second factor',
      { action: 'UPDATE', verb: 'MFA_SETUP_STARTED', resource: { type: 'User' } },
    ],
    ['Colleen Duffy reset the second factor', { action: 'UPDATE', verb: 'MFA_RESET' }],
    [
      'Colleen Duffy tried to turn on the second factor, which failed: wrong code',
      {
        action: 'UPDATE',
        verb: 'MFA_ENABLED',
        outcome: 'failure',
        details: { meta: { reason: 'wrong-code' } },
      },
    ],
    ['Colleen Duffy unlocked the vault on a workstation', { action: 'LOGIN', verb: 'VAULT_UNLOCKED' }],
    [
      'Colleen Duffy tried to unlock the vault on a workstation, which failed',
      { action: 'FAILED_LOGIN', verb: 'VAULT_UNLOCK_FAILED', outcome: 'failure' },
    ],
    [
      'Colleen Duffy opened the vault on a workstation with the recovery phrase',
      { action: 'LOGIN', verb: 'VAULT_OPENED_BY_PHRASE' },
    ],
    [
      'Colleen Duffy opened an earlier copy in place of a damaged vault on a workstation',
      { action: 'LOGIN', verb: 'VAULT_COPY_OPENED' },
    ],
    ['Colleen Duffy made a new recovery phrase', { action: 'UPDATE', verb: 'RECOVERY_PHRASE_MADE' }],
    [
      'Colleen Duffy tried to hand in what a console did offline and was refused',
      { action: 'CREATE', verb: 'CONSOLE_ACTS_RECORDED', outcome: 'denied' },
    ],
  ])('%s', (sentence, change) => {
    expect(say(change)).toBe(sentence);
  });

  test('setting up the practice is done before there is anybody to name', () => {
    const setUp = { ...bare, action: 'CREATE', verb: 'PRACTICE_CLAIMED', actor: {} } as const;
    expect(eventSentence(setUp)).toBe('The practice was set up');
    expect(eventDeed(setUp)).toBe('was set up');
    expect(eventSentence({ ...setUp, outcome: 'denied' })).toBe(
      'Someone unknown tried to set up the practice and was refused',
    );
    expect(eventSentence({ ...setUp, actor: { userName: 'ruth.adeyemi' } })).toBe(
      'ruth.adeyemi set up the practice',
    );
  });

  test('has words for what every act of a synthetic practice is called', () => {
    const said = Object.values(deeds).map(({ action, category, verb, resource }) =>
      say({ action, category, verb, resource: { type: resource } }),
    );
    // Each names its object, with an article or in the plural; none shows a code's underscore or its capitals.
    for (const sentence of said) {
      expect(sentence).toMatch(/^(Colleen Duffy|A sign-in by Colleen Duffy) [a-z ’-]+$/);
    }
    expect(new Set(said).size).toBeGreaterThan(30);
  });

  test('names the account where no one told the name, and nobody where there is none', () => {
    const signIn: Partial<AuditEvent> = { action: 'FAILED_LOGIN', outcome: 'failure' };
    expect(eventSentence(chartOpened)).toBe('colleen.duffy opened a chart');
    expect(eventSentence({ ...chartOpened, ...signIn })).toBe('A sign-in by colleen.duffy was refused');
    expect(eventSentence({ ...chartOpened, ...signIn, actor: {} })).toBe(
      'A sign-in by someone unknown was refused',
    );
    expect(eventSentence({ ...chartOpened, ...signIn, actor: { userId: 'u-7' } })).toBe(
      'A sign-in by a user without a name was refused',
    );
    expect(eventSentence({ ...chartOpened, actor: {} })).toBe('Someone unknown opened a chart');
    expect(eventSentence({ ...chartOpened, actor: { userId: 'u-7' } })).toBe(
      'A user without a name opened a chart',
    );
    expect(
      eventSentence({ ...bare, actor: {}, category: 'system', action: 'UPDATE', verb: 'BACKUP_COMPLETED' }),
    ).toBe('The system completed a backup');
  });

  const objects: Record<Category, string> = {
    authentication: 'a sign-in setting',
    access: 'a record',
    modification: 'a record',
    export: 'records',
    imaging: 'a study',
    administration: 'a setting',
    system: 'a service',
  };
  const past: Partial<Record<Action, string>> = {
    CREATE: 'added',
    READ: 'opened',
    UPDATE: 'changed',
    DELETE: 'deleted',
    EXPORT: 'exported',
  };

  test.each(categories.flatMap((category) => actions.map((action) => [category, action] as const)))(
    'has words for %s and %s, though nothing more is known',
    (category, action) => {
      const sentence = eventSentence({ ...bare, category, action }, 'Ruth Adeyemi');
      const whole: Partial<Record<Action, string>> = {
        LOGIN: 'Ruth Adeyemi signed in',
        LOGOUT: 'Ruth Adeyemi signed out',
        FAILED_LOGIN: 'A sign-in by Ruth Adeyemi was refused',
      };
      expect(sentence).toBe(whole[action] ?? `Ruth Adeyemi ${past[action]} ${objects[category]}`);
    },
  );

  test('is one line without any id, whatever the event', () => {
    const secret = 'zq9-'; // stands in no word of ours
    fc.assert(
      fc.property(auditEvents, fc.constantFrom(...outcomes), (event, outcome) => {
        const guarded: AuditEvent = {
          ...event,
          outcome,
          id: secret,
          actor: { ...event.actor, userId: secret, userName: 'Ruth Adeyemi' },
          resource: event.resource && { ...event.resource, id: secret },
          patients: event.patients.map((_, i) => `${secret}${i}`),
          encounterId: secret,
          justification: secret,
          details: { meta: { reason: secret } },
        };
        const sentence = eventSentence(guarded);
        expect(sentence).not.toContain(secret);
        expect(sentence).toMatch(/^(Ruth Adeyemi |A sign-in by Ruth Adeyemi )[^\n]*[^\s.]$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what was done, beside the name', () => {
  test.each<[string, Partial<AuditEvent>]>([
    ['opened a chart', {}],
    ['tried to open a chart and was refused', { outcome: 'denied' }],
    [
      'tried to sign in and was refused: wrong password',
      { action: 'FAILED_LOGIN', outcome: 'failure', details: { meta: { reason: 'wrong-password' } } },
    ],
  ])('%s', (said, change) => {
    expect(eventDeed({ ...chartOpened, ...change })).toBe(said);
  });

  test('with the name in front it is the sentence, except of a sign-in that was refused', () => {
    fc.assert(
      fc.property(auditEvents, (event) => {
        const deed = eventDeed(event);
        fc.pre(!deed.startsWith('tried to sign in'));
        expect(eventSentence(event, 'Colleen Duffy')).toBe(`Colleen Duffy ${deed}`);
      }),
    );
  });
});
