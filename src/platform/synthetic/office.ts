import { saturday, sunday, weekdayOf } from './calendar';
import { deeds } from './deeds';
import type { Floor } from './floor';
import type { Panels } from './booking';
import type { Patient } from './patients';
import type { Person } from './people';
import type { Team } from './roster';
import { isWorkday, workdayFrom } from './world';

/** What a practice does beside visits: messages, refills, calls, papers, accounts. */
export function runOffice(floor: Floor, panels: Panels): void {
  const { world } = floor;
  if (isWorkday(floor.day)) {
    for (const team of world.roster.teams) {
      if (world.roster.shiftOf(team.provider, floor.day) !== null) runInbox(floor, panels, team);
    }
    runPapers(floor, panels);
    runAccounts(floor);
  }
  runOnCall(floor, panels);
  const backup = world.people.find(({ userName }) => userName === 'svc.backup');
  if (backup !== undefined) {
    floor.do(backup, 130 + floor.random.between(0, 4), deeds.backUp, { from: backup.home });
  }
}

/** Messages, refills and calls of a provider's patients. */
function runInbox(floor: Floor, panels: Panels, team: Team): void {
  const { random } = floor;
  const { provider } = team;
  for (let n = random.count(7); n > 0; n -= 1) {
    const patient = panels.pick(provider, floor.day, random);
    const nurse = floor.worker(random.chance(0.6) ? 'nurse' : 'ma', team);
    const minute = nurse === null ? null : floor.someMinute(nurse);
    if (patient === null || nurse === null || minute === null) continue;
    floor.work(nurse, minute, deeds.readMessage, { patient });
    floor.work(nurse, minute + 1, deeds.openChart, { patient });
    const asks = random.ratio();
    if (asks < 0.45) renew(floor, provider, patient, minute);
    else floor.work(nurse, minute + 4, asks < 0.7 ? deeds.phoneNote : deeds.answer, { patient });
    // Most have something more to say in the next days.
    if (!random.chance(0.7)) continue;
    floor.later(workdayFrom(floor.day + 1 + random.below(4)), (then) =>
      answerAgain(then, nurse, team, patient),
    );
  }
}

function renew(floor: Floor, provider: Person, patient: Patient, asked: number): void {
  const minute = Math.max(asked + 10, floor.someMinute(provider) ?? asked + 20);
  floor.work(provider, minute, deeds.openChart, { patient });
  floor.work(provider, minute + 0.7, deeds.renew, { patient });
}

function answerAgain(floor: Floor, nurse: Person, team: Team, patient: Patient): void {
  const there = floor.world.roster.shiftOf(nurse, floor.day) === null ? floor.worker('nurse', team) : nurse;
  const minute = there === null ? null : floor.someMinute(there);
  if (there === null || minute === null) return;
  floor.work(there, minute, deeds.readMessage, { patient });
  floor.work(there, minute + 2, deeds.answer, { patient });
}

/** Referrals, copies of records, claims as a file, and the manager's review of charts. */
function runPapers(floor: Floor, panels: Panels): void {
  const { random, world } = floor;
  const { teams } = world.roster;
  const anyone = () => panels.pick(random.pick(teams).provider, floor.day, random);
  const clerk = floor.worker('referrals');
  for (let n = random.count(1.6 * teams.length); n > 0 && clerk !== null; n -= 1) {
    const patient = anyone();
    const minute = floor.someMinute(clerk);
    if (patient === null || minute === null) continue;
    floor.work(clerk, minute, deeds.readNote, { patient });
    floor.work(clerk, minute + 3, random.chance(0.7) ? deeds.refer : deeds.sendRecords, { patient });
    if (!random.chance(0.75)) continue;
    floor.later(workdayFrom(floor.day + 2 + random.below(8)), (then) => {
      const later = then.someMinute(clerk);
      if (later !== null) then.work(clerk, later, deeds.refer, { patient });
    });
  }
  const biller = floor.worker('billing');
  const sent = biller === null ? null : floor.someMinute(biller, 14 * 60 + 30);
  if (biller !== null && sent !== null && biller.duty === 'billing') {
    const records = 14 + random.below(26);
    floor.work(biller, sent, deeds.sendClaims, {
      volume: { records, bytes: records * (2100 + random.below(500)) },
    });
  }
  const manager = world.people.find(({ duty }) => duty === 'manager');
  for (let n = random.count(2.5); n > 0 && manager !== undefined; n -= 1) {
    const patient = anyone();
    const minute = floor.someMinute(manager);
    if (patient !== null && minute !== null) floor.work(manager, minute, deeds.reviewChart, { patient });
  }
}

/** Those who keep the accounts and the trail; and everybody looks at the schedule when the day begins. */
function runAccounts(floor: Floor): void {
  const { random, world } = floor;
  for (const { person, from } of world.roster.onDay(floor.day)) {
    if (['provider', 'nurse', 'ma', 'front-desk', 'manager'].includes(person.duty)) {
      floor.do(person, from + random.between(1, 6), deeds.readSchedule);
    }
  }
  const keeper = floor.worker('it');
  for (let n = random.count(0.02 * world.people.length); n > 0 && keeper !== null; n -= 1) {
    const person = random.pick(world.people);
    const minute = floor.someMinute(keeper);
    if (person.isProgram || person === keeper || minute === null) continue;
    const deed = random.pick([deeds.resetPassword, deeds.resetPassword, deeds.resetFactor, deeds.editUser]);
    floor.work(keeper, minute, deed, { resourceId: person.userId });
  }
  for (const reader of world.people.filter(({ duty }) => duty === 'compliance' || duty === 'administrator')) {
    for (let n = random.count(1.5); n > 0; n -= 1) {
      const minute = floor.someMinute(reader);
      if (minute !== null) floor.work(reader, minute, deeds.readTrail);
    }
  }
}

const emergencies = [
  'Emergency department called, patient unresponsive, needs medication list',
  'Chest pain call, paramedics on scene asked for history',
  'Hospital admission tonight, admitting physician needs recent labs',
  'Severe allergic reaction, poison control on the line',
  'Fall at home, on blood thinner, emergency department needs dose',
] as const;

/** Calls at night and on days off go to one provider, at home. */
function runOnCall(floor: Floor, panels: Panels): void {
  const { random, world } = floor;
  const provider = world.roster.onCall(floor.day);
  const weekday = weekdayOf(floor.day);
  const isOff = !isWorkday(floor.day);
  const busy = Math.max(0.5, Math.sqrt(world.roster.teams.length / 4));
  const calls: number[] = [];
  const ring = (mean: number, from: number, until: number) => {
    for (let n = random.count(mean * busy); n > 0; n -= 1) calls.push(random.between(from, until));
  };
  ring(1.2, 18 * 60 + 20, 22 * 60 + 30);
  ring(0.35, 22 * 60 + 30, 29 * 60 + 30);
  if (isOff) ring(weekday === sunday ? 3 : weekday === saturday ? 1.5 : 2.5, 12 * 60 + 40, 18 * 60);
  for (const minute of calls) {
    const caller = panels.pick(random.pick(world.roster.teams).provider, floor.day, random);
    if (caller !== null) takeCall(floor, provider, caller, minute);
  }
}

function takeCall(floor: Floor, provider: Person, patient: Patient, minute: number): void {
  const { random } = floor;
  const encounterId = random.uuid();
  const from = random.chance(0.7) ? provider.home : provider.phone;
  const call = { patient, encounterId, from };
  // Somebody else's patient at night, and no time to ask.
  const isEmergency = patient.provider !== provider && minute > 22 * 60 && random.chance(0.6);
  if (isEmergency) {
    floor.do(provider, minute, deeds.breakGlass, { ...call, justification: random.pick(emergencies) });
    floor.do(provider, minute + 2, deeds.readResult, call);
  } else floor.do(provider, minute, deeds.openChart, call);
  floor.do(provider, minute + random.between(5, 14), deeds.phoneNote, call);
  floor.encounters.push({
    encounter_id: encounterId,
    appointment_id: null,
    patient_id: patient.patientId,
    user_id: provider.userId,
    kind: 'telephone',
    started_at: floor.at(minute),
    ended_at: floor.at(minute + 15),
  });
  floor.later(workdayFrom(floor.day + 1), (then) => {
    const team = then.world.roster.teamOf(patient.provider);
    const nurse = then.worker('nurse', team);
    const morning = nurse === null ? null : then.someMinute(nurse, 0, 11 * 60 + 30);
    if (nurse === null || morning === null) return;
    then.work(nurse, morning, deeds.openChart, { patient });
    then.work(nurse, morning + 6, deeds.phoneNote, { patient });
  });
}
