import { randomUUID } from 'node:crypto';
import { makeAssignment, makeReferral } from '../../../src/shared/contract/platform/assignments';
import { bookAppointment, openEncounter } from '../../../src/shared/contract/platform/care';
import {
  addCareTeamMember,
  createCareTeam,
  planShift,
} from '../../../src/shared/contract/platform/care-teams';
import { linkPatientAccount } from '../../../src/shared/contract/platform/patient-accounts';
import type { SeededPractice } from './seeded-practice';
import { each, newPatient, newPerson, type Supplies, type Supply } from './supply';

/** Microseconds. */
const HOUR = 3_600_000_000;

/** First the whole list, so that what is within reach is shown; then parts of it. */
const wholeListFirst: Supply = () =>
  Promise.resolve((turn) =>
    turn > 0
      ? {}
      : {
          patientId: undefined,
          userId: undefined,
          careTeamId: undefined,
          from: undefined,
          until: undefined,
          after: undefined,
        },
  );

async function newLink(practice: SeededPractice): Promise<{ patientId: string; userId: string }> {
  const link = { patientId: await newPatient(practice), userId: await newPerson(practice, 'patient') };
  await practice.asBoss(linkPatientAccount, link);
  return link;
}

async function newAppointment(practice: SeededPractice) {
  return practice.asBoss(bookAppointment, {
    appointmentId: randomUUID(),
    patientId: await newPatient(practice),
    userId: practice.idOf('pia'),
    startsAt: practice.platform.now() + HOUR,
    minutes: 20,
    visitType: 'Follow-up',
  });
}

async function newTeam({ asBoss }: SeededPractice): Promise<{ careTeamId: string; version: number }> {
  const careTeamId = randomUUID();
  const { version } = await asBoss(createCareTeam, { careTeamId, name: careTeamId });
  return { careTeamId, version };
}

async function newShift({ asBoss, idOf, platform }: SeededPractice) {
  const shift = { userId: idOf('paul'), startsAt: platform.now() };
  await asBoss(planShift, { ...shift, endsAt: shift.startsAt + HOUR, kind: 'clinic' });
  return shift;
}

/** What requests about who cares for whom need besides ids. */
export const careSupplies: Supplies = {
  'appointments.list': wholeListFirst,
  'appointments.book': ({ platform, idOf }) =>
    Promise.resolve(() => ({ userId: idOf('pia'), startsAt: platform.now() + HOUR })),
  'appointments.change': each(2, async (practice) => ({
    ...(await newAppointment(practice)),
    changes: { minutes: 40 },
  })),
  'appointments.settle': each(2, async (practice) => ({
    ...(await newAppointment(practice)),
    status: 'kept',
  })),
  'encounters.list': wholeListFirst,
  'encounters.open': ({ idOf }) =>
    Promise.resolve(() => ({ userId: idOf('pia'), startedAt: undefined, appointmentId: null })),
  'encounters.close': each(2, async (practice) => {
    const encounterId = randomUUID();
    const { version } = await practice.asBoss(openEncounter, {
      encounterId,
      patientId: await newPatient(practice),
      userId: practice.idOf('pia'),
      kind: 'visit',
    });
    return { encounterId, version, endedAt: undefined };
  }),
  'careTeams.change': each(2, async (practice) => ({ ...(await newTeam(practice)), name: randomUUID() })),
  'careTeams.end': each(2, newTeam),
  'careTeams.addMember': each(2, async (practice) => ({
    ...(await newTeam(practice)),
    userId: practice.idOf('nora'),
    since: undefined,
    until: null,
  })),
  'careTeams.removeMember': each(2, async (practice) => {
    const team = await newTeam(practice);
    const userId = practice.idOf('nora');
    const { version } = await practice.asBoss(addCareTeamMember, { ...team, userId, duty: 'Float nurse' });
    return { ...team, version, userId };
  }),
  'shifts.list': wholeListFirst,
  'shifts.plan': ({ platform, idOf }) =>
    Promise.resolve(() => {
      const startsAt = platform.now();
      return { userId: idOf('nora'), startsAt, endsAt: startsAt + HOUR, careTeamId: null };
    }),
  'shifts.cancel': each(2, newShift),
  'assignments.list': wholeListFirst,
  'assignments.make': async (practice) => {
    const { careTeamId } = await newTeam(practice);
    const userId = practice.idOf('max');
    return (turn) => ({
      to: turn % 2 === 0 ? { userId } : { careTeamId },
      since: undefined,
      until: null,
    });
  },
  'assignments.end': each(2, async (practice) => {
    const assignmentId = randomUUID();
    const patientId = await newPatient(practice);
    await practice.asBoss(makeAssignment, {
      assignmentId,
      patientId,
      to: { userId: practice.idOf('max') },
    });
    return { assignmentId };
  }),
  'referrals.list': wholeListFirst,
  'referrals.make': ({ platform, idOf }) =>
    Promise.resolve(() => ({
      fromUserId: idOf('pia'),
      toUserId: idOf('paul'),
      until: platform.now() + HOUR,
    })),
  'referrals.end': each(2, async (practice) => {
    const referralId = randomUUID();
    await practice.asBoss(makeReferral, {
      referralId,
      patientId: await newPatient(practice),
      fromUserId: practice.idOf('pia'),
      toUserId: practice.idOf('paul'),
      until: practice.platform.now() + HOUR,
    });
    return { referralId };
  }),
  'patients.linkAccount': each(2, async (practice) => ({
    patientId: await newPatient(practice),
    userId: await newPerson(practice, 'patient'),
  })),
  'patients.unlinkAccount': each(2, newLink),
  'patients.readAccount': each(1, async (practice) => ({ patientId: (await newLink(practice)).patientId })),
};
