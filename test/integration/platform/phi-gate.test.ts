import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { platformCalls, type PlatformCallName } from '../../../src/shared/contract/platform/calls';
import { createPatient } from '../../../src/shared/contract/platform/patients';
import { changeSettings, makeReady, raw, realPractice } from './hipaa';
import { onEveryEngine } from './engines';
import { adminName, startTestPlatform } from './running';

/** Calls that change something and do not ask the gate, by why they need not or must not. */
const exempt: Readonly<Record<string, readonly string[]>> = {
  'tells nothing of a patient': [
    ...['auth.*', 'sessions.*', 'lockouts.*', 'workforce.*', 'provisioning.*', 'roles.*', 'practice.*'],
    ...['settings.*', 'alerts.*', 'evidence.*', 'archives.*', 'backups.*', 'retention.*', 'phi.rotateKeys'],
    ...['hipaa.createBaa', 'hipaa.deactivateBaa', 'agreementDocuments.*'],
    ...['careTeams.*', 'shifts.*', 'researchWaivers.*'],
    ...['audit.recordConsoleActs', 'audit.registerCosigner', 'audit.cosignCheckpoint'],
  ],
  'reads only, under POST so that what is asked for is in no address': [
    ...['patients.find', 'phi.decrypt', 'audit.openChanges'],
  ],
  'takes away, or takes back, what is there': ['patients.erase', 'consents.revoke'],
  'care of a patient who is there, whose acts ask it together (patient-act.ts)': [
    ...['appointments.*', 'encounters.*', 'assignments.*', 'referrals.*'],
    ...['patients.linkAccount', 'patients.unlinkAccount'],
  ],
  'emergency access is never refused (45 CFR 164.312(a)(2)(ii)), and names a patient who is there': [
    'breakGlass.*',
  ],
  'an incident is taken down whatever else is missing (45 CFR 164.308(a)(6)(ii)), and names patients who are there':
    ['incidents.*'],
  'what is to be kept must be held at once; it names a patient who is there': ['legalHolds.*'],
};

const names = Object.keys(platformCalls) as PlatformCallName[];
const isExempt = (name: string) =>
  Object.values(exempt)
    .flat()
    .some((one) => one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -1))));
const gated = names.filter((name) => platformCalls[name].method !== 'GET' && !isExempt(name));

onEveryEngine('the gate for data of real patients', (engine, test) => {
  test('stands before every call that takes some in', async () => {
    const platform = await startTestPlatform(await engine.place(), realPractice);
    try {
      const accessToken = await platform.claim();
      const { user_id: providerId } = await platform.db
        .selectFrom('account')
        .select('user_id')
        .where('user_key', '=', adminName)
        .executeTakeFirstOrThrow();
      await makeReady(platform, accessToken);
      const patientId = randomUUID();
      const person = {
        demographics: {
          given: 'Canarymartha',
          family: 'Canary',
          bornOn: '1931-03-17',
          sex: 'female',
        } as const,
        address: { line: '7531 Canary Rd', city: 'Canarytown', state: 'WI', postalCode: '54999' },
      };
      const made = await platform.client.call(
        createPatient,
        { patientId, providerId, ...person },
        { accessToken },
      );
      expect(made).toMatchObject({ ok: true });
      const disclosure = {
        disclosedOn: '2026-05-20',
        recipient: 'Canary County',
        recipientAddress: null,
        what: 'Canary',
        purpose: 'Canary',
        repeated: null,
      };
      const disclosureId = randomUUID();
      const recorded = await raw(platform, accessToken, 'POST', `/api/v1/patients/${patientId}/disclosures`, {
        id: disclosureId,
        ...disclosure,
      });
      expect(recorded).toMatchObject({ status: 200 });
      await changeSettings(platform, accessToken, { enabled: false });

      const requests: Partial<Record<PlatformCallName, [target: string, body: object]>> = {
        'patients.create': ['/api/v1/patients', { patientId: randomUUID(), providerId, ...person }],
        'patients.update': [`/api/v1/patients/${patientId}`, { version: 1, changes: { given: 'Canaryada' } }],
        'consents.grant': [
          `/api/v1/patients/${patientId}/consents`,
          { id: randomUUID(), consent_type: 'treatment', granted: true, purpose: 'Canary' },
        ],
        'disclosures.record': [
          `/api/v1/patients/${patientId}/disclosures`,
          { id: randomUUID(), ...disclosure },
        ],
        'disclosures.amend': [
          `/api/v1/patients/${patientId}/disclosures/${disclosureId}`,
          { version: 1, ...disclosure, what: 'Canary too', withdrawn: false, reason: 'Canary' },
        ],
        'phi.encrypt': ['/api/v1/hipaa/encrypt', { plaintext: 'Canarymartha' }],
        'hipaa.logPhiAccess': [
          '/api/v1/hipaa/audit-logs',
          { resource_type: 'Patient', resource_id: 'canary-7', action: 'READ', purpose: 'treatment' },
        ],
      };
      expect(gated.toSorted()).toEqual(Object.keys(requests).toSorted());
      const before = (await platform.events()).length;
      const replies: unknown[] = [];
      for (const name of gated) {
        const [target, body] = requests[name] ?? ['', {}];
        const reply = await raw(platform, accessToken, platformCalls[name].method, target, body);
        replies.push(reply.body);
        expect
          .soft([name, reply.status, JSON.stringify(reply.body)])
          .toEqual([name, 403, expect.stringContaining('HIPAA mode is off') as string]);
      }
      const told = (await platform.events()).slice(before);
      expect(told.map(({ verb, outcome, details }) => [verb, outcome, details?.meta?.['reason']])).toEqual(
        gated.map((name) => {
          const { audit } = platformCalls[name];
          return ['verb' in audit ? audit.verb : '', 'denied', 'phi-gate-shut'];
        }),
      );
      expect(JSON.stringify([told, replies])).not.toMatch(/canary/i);
    } finally {
      await platform.stop();
    }
  });
});
