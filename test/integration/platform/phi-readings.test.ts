import { decodeJwt } from 'jose';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { platformCalls, type PlatformCallName } from '../../../src/shared/contract/platform/calls';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import { erasePatient } from '../../../src/shared/contract/platform/destruction';
import { createPatient } from '../../../src/shared/contract/platform/patients';
import { eventOf } from '../../../src/platform/audit/trail';
import { onEveryEngine } from './engines';
import { realRequests } from './real-requests';
import { seeded, seedPractice, settled, type SeededPractice } from './seeded-practice';
import { somebody } from './somebody';

const revealing = (Object.values(platformCalls) as readonly PlatformCall[]).filter(
  ({ revealsPhi }) => revealsPhi,
);

/** Where an event of another name, or none, is what was declared. */
const otherwise: Readonly<Partial<Record<PlatformCallName, string>>> = {
  'audit.listEvents': 'a run of pages is one reading, recorded before its first page',
  'hipaa.logPhiAccess': 'the event is the access that is logged, in its own words; sent twice it is one',
};

/** The first page, for whoever asks for pages. */
const firstPage = { page: 1, beforeTime: undefined, beforeSeq: undefined };

/** There is a certificate to be read. */
async function eraseOne({ platform, idOf, asBoss }: SeededPractice): Promise<void> {
  const registered = { ...somebody('A-1'), providerId: idOf('pia') };
  await asBoss(createPatient, registered);
  const asked = { patientId: registered.patientId, id: randomUUID(), reason: 'Entered twice' };
  while ((await asBoss(erasePatient, asked)).finishedAt === null) await platform.placed();
}

onEveryEngine('what reveals PHI', (engine, test) => {
  test('leaves an event each time, which names every patient whom the reply names', async () => {
    const practice = await seedPractice(engine);
    const { platform, patients } = practice;
    try {
      await eraseOne(practice);
      await settled(practice);
      for (const call of revealing) {
        const name = call.name as PlatformCallName;
        const userName = `${name.toLowerCase()}${seeded}`;
        const userId = await platform.addAccount(userName, { role: 'admin', display_name: name });
        const { accessToken } = await platform.signIn(userName);
        const sessionId = String(decodeJwt(accessToken)['sid']);
        const next = await realRequests(call, practice, { userId, sessionId, accessToken });
        const declared = Object.keys(call.request.shape);
        const isFirst = Object.fromEntries(
          Object.entries(firstPage).filter(([field]) => declared.includes(field)),
        );
        // By id, placed or not: in one statement, since events get their places meanwhile.
        const told = async () => {
          const { rows } = await sql<{ id: string; event: string }>`
            select event_id as id, body as event from audit_event where user_id = ${userId} union all
            select event_id, draft from audit_intake where draft::json -> 'actor' ->> 'userId' = ${userId}`.execute(
            platform.db,
          );
          return new Map(rows.map(({ id, event }) => [id, eventOf(event)]));
        };
        const verbs = new Set<string | undefined>();
        let answered = 0;
        for (let turn = 0; turn < 4; turn += 1) {
          const before = await told();
          const request = {
            ...(await next(turn)),
            ...isFirst,
            ...(name === 'audit.listEvents' && { from: 0 }),
          };
          const reply = await platform.client.call(call, request, { accessToken });
          if (!reply.ok) continue;
          answered += 1;
          const events = [...(await told())].filter(([id]) => !before.has(id)).map(([, event]) => event);
          for (const { verb } of events) verbs.add(verb);
          const isRecorded = events.length > 0 || name in otherwise;
          const text = JSON.stringify(reply.value);
          const recorded = events.flatMap((event) => event.patients);
          const unnamed = patients.filter((patient) => text.includes(patient) && !recorded.includes(patient));
          expect([name, turn, isRecorded, isOfTrail(name) ? [] : unnamed]).toEqual([name, turn, true, []]);
        }
        expect([name, answered > 0]).toEqual([name, true]);
        if ('verb' in call.audit && name !== 'hipaa.logPhiAccess') {
          expect([name, ...verbs]).toContain(call.audit.verb);
        }
      }
    } finally {
      await platform.stop();
    }
  }, 300_000);
});

/** Whoever reads the trail reads of everybody in it; that it was read is the event, and names nobody. */
function isOfTrail(name: PlatformCallName): boolean {
  return ['audit.listEvents', 'audit.search', 'auth.listAuditLogs', 'hipaa.listAuditLogs'].includes(name);
}
