import { BOOKING_DAYS, bookDay, type Appointment, type Panels } from './booking';
import { deeds } from './deeds';
import type { About, Floor } from './floor';
import type { Patient } from './patients';
import type { Person } from './people';
import { workdayBefore, workdayFrom } from './world';

/** Puts the schedule of a later day into the agenda: what is done before, at and after each visit. */
export function scheduleVisits(floor: Floor, panels: Panels): void {
  const appointments = bookDay(floor, panels);
  for (const appointment of appointments) {
    planAhead(floor, appointment);
    floor.appointments.push(rowOf(floor, appointment));
  }
  floor.later(floor.day + BOOKING_DAYS, (then) => {
    for (const provider of new Set(appointments.map((each) => each.provider))) {
      seePatients(
        then,
        provider,
        appointments.filter((each) => each.provider === provider),
      );
    }
  });
}

function planAhead(floor: Floor, appointment: Appointment): void {
  const { patient, team, fate, day } = appointment;
  const random = floor.random;
  const about = { patient, resourceId: appointment.appointmentId };
  // The phone is answered on workdays: what was booked on another came by the portal.
  floor.later(appointment.bookedOn, (then) => {
    const clerk = then.worker('front-desk');
    if (clerk === null || clerk.duty === 'provider') return;
    const minute = then.work(clerk, appointment.bookedMinute, deeds.lookUp, { patient });
    if (appointment.isNewPatient)
      then.work(clerk, minute + 1.5, deeds.register, { patient, resourceId: patient.patientId });
    then.work(clerk, minute + 3, deeds.book, about);
  });
  if (random.chance(0.6)) {
    floor.later(workdayBefore(workdayBefore(day)), (then) => {
      const clerk = then.worker('front-desk', team);
      const minute = clerk === null ? null : then.someMinute(clerk, 840);
      if (clerk === null || minute === null || then.day < appointment.bookedOn) return;
      then.work(clerk, minute, deeds.viewAppointment, about);
      if (then.random.chance(0.7)) then.work(clerk, minute + 1, deeds.confirm, about);
    });
  }
  if (fate !== 'kept') return;
  floor.later(workdayBefore(day), (then) => prepare(then, appointment));
}

/** The day before: the assistant looks what is due, the provider reads up. */
function prepare(floor: Floor, { patient, team, provider, bookedOn, visitType }: Appointment): void {
  if (bookedOn >= floor.day || visitType === 'Same-day sick visit') return;
  const assistant = floor.worker('ma', team);
  const minute = assistant === null ? null : floor.someMinute(assistant, 780);
  if (assistant !== null && minute !== null && floor.random.chance(0.85)) {
    floor.work(assistant, minute, deeds.openChart, { patient });
    if (floor.random.chance(0.4)) floor.work(assistant, minute + 1, deeds.planVisit, { patient });
  }
  if (!floor.random.chance(0.62)) return;
  const shift = floor.world.roster.shiftOf(provider, floor.day);
  if (shift === null) return;
  // At the end of the day, or in the evening at home.
  const isFromHome = floor.random.chance(0.15);
  const when = isFromHome ? 20 * 60 + floor.random.between(0, 80) : shift.until - floor.random.between(8, 45);
  floor.do(provider, when, deeds.openChart, { patient, ...(isFromHome && { from: provider.home }) });
}

/** A provider's day: in order, and late as soon as one visit was long. */
function seePatients(floor: Floor, provider: Person, appointments: readonly Appointment[]): void {
  let free = 0;
  for (const appointment of appointments) {
    if (appointment.fate === 'cancelled') continue;
    if (appointment.fate === 'missed') missed(floor, appointment);
    else free = seePatient(floor, provider, appointment, free);
  }
}

function missed(floor: Floor, { patient, team, minute, appointmentId }: Appointment): void {
  const clerk = floor.worker('front-desk', team);
  if (clerk === null) return;
  floor.work(clerk, minute + floor.random.between(18, 40), deeds.confirm, {
    patient,
    resourceId: appointmentId,
  });
}

/** Gives the minute at which the provider is free again. */
function seePatient(floor: Floor, provider: Person, appointment: Appointment, free: number): number {
  const { patient, team, minute, minutes, isFromHome, appointmentId } = appointment;
  const { random } = floor;
  const encounterId = random.uuid();
  const visit: About = { patient, encounterId };
  const arrives = minute - random.between(3, 16);
  const rooms = isFromHome ? minute - random.between(2, 6) : arrives + random.between(4, 9);
  const sees = Math.max(minute, rooms + random.between(6, 10), free);
  const leaves = sees + minutes * random.between(0.6, 1);

  if (!isFromHome) checkIn(floor, appointment, arrives, encounterId);
  const assistant = floor.worker('ma', team);
  if (assistant !== null && assistant !== provider) {
    floor.do(assistant, rooms, deeds.openChart, visit);
    if (!isFromHome) floor.do(assistant, rooms + random.between(2, 4), deeds.vitals, visit);
    if (random.chance(0.35)) floor.do(assistant, rooms + random.between(4, 5.5), deeds.medications, visit);
  }
  floor.do(provider, sees, deeds.openChart, visit);
  if (random.chance(0.3)) floor.do(provider, sees + random.between(1, 3), deeds.readResult, visit);
  if (random.chance(0.8)) floor.do(provider, sees + (leaves - sees) * 0.6, deeds.writeNote, visit);
  const isPrescribed = random.chance(0.4);
  if (isPrescribed) floor.do(provider, leaves - 1.5, deeds.prescribe, visit);
  const isTested = !isFromHome && random.chance(0.38);
  if (isTested) floor.do(provider, leaves - 1, deeds.order, visit);
  signNote(floor, provider, appointment, leaves, visit);
  if (!isFromHome) afterTheRoom(floor, appointment, leaves, visit, isTested);
  followUp(floor, appointment, isTested);
  floor.encounters.push({
    encounter_id: encounterId,
    appointment_id: appointmentId,
    patient_id: patient.patientId,
    user_id: provider.userId,
    kind: isFromHome ? 'telehealth' : 'visit',
    started_at: floor.at(arrives),
    ended_at: floor.at(leaves),
  });
  return leaves + random.between(1, 3);
}

function checkIn(floor: Floor, appointment: Appointment, arrives: number, encounterId: string): void {
  const { patient, team, appointmentId } = appointment;
  const clerk = floor.worker('front-desk', team);
  if (clerk === null) return;
  const visit = { patient, encounterId };
  floor.do(clerk, arrives, deeds.checkIn, { ...visit, resourceId: appointmentId });
  if (floor.random.chance(0.2)) floor.do(clerk, arrives + 1, deeds.editAddress, visit);
  if (appointment.isNewPatient || floor.random.chance(0.12))
    floor.do(clerk, arrives + 1.5, deeds.scanCard, visit);
}

function signNote(
  floor: Floor,
  provider: Person,
  { patient }: Appointment,
  leaves: number,
  visit: About,
): void {
  const { random } = floor;
  const when = random.ratio();
  if (when < 0.4) floor.do(provider, leaves + 0.5, deeds.signNote, visit);
  else if (when < 0.7) {
    const shift = floor.world.roster.shiftOf(provider, floor.day);
    const end = shift?.until ?? leaves;
    floor.do(provider, Math.max(leaves + 2, end - random.between(1, 30)), deeds.signNote, visit);
  } else if (when < 0.8) {
    floor.do(provider, 20 * 60 + random.between(0, 90), deeds.signNote, { ...visit, from: provider.home });
  } else {
    floor.later(workdayFrom(floor.day + 1), (then) => {
      const minute = then.someMinute(provider, 0, 12 * 60);
      if (minute === null) return;
      then.work(provider, minute, deeds.openChart, { patient });
      then.work(provider, minute + 2, deeds.signNote, visit);
    });
  }
}

function afterTheRoom(
  floor: Floor,
  { patient, team, provider }: Appointment,
  leaves: number,
  visit: About,
  isTested: boolean,
): void {
  const { random } = floor;
  const nurse = floor.worker('nurse', team);
  if (nurse !== null && nurse !== provider && (isTested || random.chance(0.15))) {
    if (isTested) floor.do(nurse, leaves + random.between(2, 6), deeds.collect, visit);
    else floor.do(nurse, leaves + random.between(2, 6), deeds.immunize, visit);
  }
  const clerk = floor.worker('front-desk', team);
  if (clerk !== null && random.chance(0.25)) {
    floor.do(clerk, leaves + random.between(7, 14), deeds.book, { patient });
  }
}

/** What a visit leaves to do on the days after it. */
function followUp(floor: Floor, appointment: Appointment, isTested: boolean): void {
  const { patient, team, provider } = appointment;
  const claimed = workdayFrom(floor.day + 1);
  floor.later(claimed, (then) => bill(then, patient));
  if (isTested) {
    floor.later(workdayFrom(floor.day + 1 + floor.random.below(2)), (then) => {
      resultArrives(then, patient, provider);
      const nurse = then.worker(then.random.chance(0.5) ? 'ma' : 'nurse', team);
      const minute = nurse === null ? null : then.someMinute(nurse, 540);
      if (nurse === null || minute === null || !then.random.chance(0.7)) return;
      then.work(nurse, minute, deeds.readResult, { patient });
      then.work(nurse, minute + 4, deeds.answer, { patient });
    });
  }
  if (floor.random.chance(0.3)) {
    floor.later(workdayFrom(floor.day + 2 + floor.random.below(6)), (then) => callBack(then, appointment));
  }
}

function bill(floor: Floor, patient: Patient): void {
  const biller = floor.worker('billing');
  if (biller === null || biller.duty === 'provider') return;
  const minute = floor.someMinute(biller);
  if (minute === null) return;
  floor.work(biller, minute, deeds.codeVisit, { patient });
  floor.work(biller, minute + 2, deeds.claim, { patient });
  const { random } = floor;
  if (random.chance(0.35))
    floor.later(workdayFrom(floor.day + 2), (then) => again(then, biller, patient, true));
  floor.later(workdayFrom(floor.day + 12 + random.below(10)), (then) => again(then, biller, patient, false));
}

/** The same biller, or whoever does it that day. */
function again(floor: Floor, biller: Person, patient: Patient, isFix: boolean): void {
  const there = floor.world.roster.shiftOf(biller, floor.day) === null ? floor.worker('billing') : biller;
  const minute = there === null ? null : floor.someMinute(there);
  if (there === null || minute === null) return;
  if (isFix) {
    floor.work(there, minute, deeds.viewClaim, { patient });
    floor.work(there, minute + 2, deeds.fixClaim, { patient });
  } else floor.work(there, minute, deeds.postPayment, { patient });
}

/** The laboratory sends at night; the provider reads it before the first visit. */
function resultArrives(floor: Floor, patient: Patient, provider: Person): void {
  const { random } = floor;
  const resultId = random.uuid();
  const about = { patient, resourceId: resultId };
  const lab = floor.world.people.find(({ userName }) => userName === 'svc.lab');
  const filer = lab ?? floor.worker('ma');
  if (filer === null) return;
  const filed = lab === undefined ? 7 * 60 + 40 : 4 * 60 + random.between(0, 35);
  floor.do(filer, filed, deeds.fileResult, { ...about, ...(lab !== undefined && { from: lab.home }) });
  const shift = floor.world.roster.shiftOf(provider, floor.day);
  const reader = shift === null ? floor.worker('provider') : provider;
  const start = reader === null ? null : (floor.world.roster.shiftOf(reader, floor.day)?.from ?? null);
  if (reader === null || start === null) return;
  const minute = Math.max(start, 7 * 60 + 45) + random.between(0, 16);
  floor.do(reader, minute, deeds.readResult, about);
  floor.do(reader, minute + 0.5, deeds.signResult, about);
}

/** How is it going: the nurse of the team. */
function callBack(floor: Floor, { patient, team }: Appointment): void {
  const nurse = floor.worker('nurse', team);
  const minute = nurse === null ? null : floor.someMinute(nurse, 540);
  if (nurse === null || minute === null) return;
  floor.work(nurse, minute, deeds.openChart, { patient });
  floor.work(nurse, minute + 5, deeds.phoneNote, { patient });
}

function rowOf({ world }: Floor, appointment: Appointment): Floor['appointments'][number] {
  const { calendar, now } = world;
  const startsAt = calendar.at(appointment.day, appointment.minute);
  return {
    appointment_id: appointment.appointmentId,
    patient_id: appointment.patient.patientId,
    user_id: appointment.provider.userId,
    starts_at: startsAt,
    minutes: appointment.minutes,
    visit_type: appointment.visitType,
    booked_at: calendar.at(appointment.bookedOn, appointment.bookedMinute),
    status: startsAt > now && appointment.fate !== 'cancelled' ? 'booked' : appointment.fate,
  };
}
