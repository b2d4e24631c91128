import { saturday, weekdayOf, type Day } from './calendar';
import type { Floor } from './floor';
import type { Patient } from './patients';
import type { Person } from './people';
import type { Random } from './random';
import type { Team } from './roster';
import { newPatientRatio, type World } from './world';

export interface Appointment {
  appointmentId: string;
  patient: Patient;
  provider: Person;
  team: Team;
  day: Day;
  /** Of the day. */
  minute: number;
  minutes: number;
  visitType: string;
  isNewPatient: boolean;
  isFromHome: boolean;
  bookedOn: Day;
  bookedMinute: number;
  /** What will have become of it. */
  fate: 'kept' | 'cancelled' | 'missed';
}

/** Days ahead of which the schedule is filled. */
export const BOOKING_DAYS = 14;

const SLOT = 20;
const PHONES_FROM = 450;
const morning = { from: 8 * 60, slots: 12 };
const afternoon = { from: 13 * 60, slots: 11 };
/** Sunday to Saturday: Mondays are full, Fridays are not. */
const filledRatio = [0, 0.94, 0.9, 0.87, 0.88, 0.8, 0.7] as const;

const visitTypes = {
  'Follow-up': 34,
  'Office visit': 22,
  'Same-day sick visit': 17,
  Physical: 9,
  'Telehealth visit': 7,
  'Medication check': 7,
  Procedure: 4,
} as const;
const long: readonly string[] = [
  'New patient',
  'Physical',
  'Well-child visit',
  'Medicare wellness visit',
  'Procedure',
];

/** Patients by provider, those who come more often several times. */
export class Panels {
  private readonly world: World;
  private readonly panels = new Map<Person, Patient[]>();
  private nextNewcomer: number;

  constructor(world: World) {
    this.world = world;
    this.nextNewcomer = world.newcomersFrom;
    for (const patient of world.patients) if (patient.registeredOn !== null) this.join(patient);
  }

  /** Somebody of the panel who was not seen that week. */
  pick(provider: Person, day: Day, random: Random): Patient | null {
    const panel = this.panels.get(provider);
    if (panel === undefined || panel.length === 0) return null;
    for (let tries = 0; tries < 12; tries += 1) {
      const patient = random.pick(panel);
      if (day - patient.seenOn > 6) return patient;
    }
    return null;
  }

  /** The next who comes for the first time; null once all have come. */
  newcomer(provider: Person): Patient | null {
    const patient = this.world.patients[this.nextNewcomer];
    if (patient === undefined) return null;
    this.nextNewcomer += 1;
    patient.provider = provider;
    this.join(patient);
    return patient;
  }

  private join(patient: Patient): void {
    // Older people come oftener; some are often ill at any age.
    const age = (this.world.today - patient.bornOn) / 365.25;
    const times = 1 + (age > 60 ? 1 : 0) + (patient.index % 5 === 0 ? 3 : 0);
    const panel = this.panels.get(patient.provider) ?? [];
    for (let i = 0; i < times; i += 1) panel.push(patient);
    this.panels.set(patient.provider, panel);
  }
}

/** Fills the schedule of a day that lies `BOOKING_DAYS` after the floor's. */
export function bookDay(floor: Floor, panels: Panels): Appointment[] {
  const { world } = floor;
  const day = floor.day + BOOKING_DAYS;
  const random = world.random.fork(`book ${day}`);
  return world.roster
    .onDay(day)
    .filter(({ person }) => person.duty === 'provider')
    .flatMap(({ person }) => bookProvider(person, day, floor, panels, random));
}

function bookProvider(
  provider: Person,
  day: Day,
  floor: Floor,
  panels: Panels,
  random: Random,
): Appointment[] {
  const isSaturday = weekdayOf(day) === saturday;
  const filled = filledRatio[weekdayOf(day)] ?? 0;
  const booked: Appointment[] = [];
  for (const { from, slots } of isSaturday ? [morning] : [morning, afternoon]) {
    for (let slot = 0; slot < slots; slot += 1) {
      if (!random.chance(filled)) continue;
      const appointment = bookSlot(provider, day, from + slot * SLOT, floor, panels, random);
      if (appointment === null) continue;
      booked.push(appointment);
      if (appointment.minutes > SLOT) slot += 1;
    }
  }
  return booked;
}

function bookSlot(
  provider: Person,
  day: Day,
  minute: number,
  floor: Floor,
  panels: Panels,
  random: Random,
): Appointment | null {
  const { roster } = floor.world;
  const newcomer = random.chance(newPatientRatio[provider.rank % newPatientRatio.length] ?? 0)
    ? panels.newcomer(provider)
    : null;
  const patient = newcomer ?? panels.pick(provider, day, random);
  if (patient === null) return null;
  const visitType = newcomer === null ? visitTypeFor(patient, day, random) : 'New patient';
  const isSoon = visitType === 'Same-day sick visit';
  const fate = random.ratio();
  patient.seenOn = day;
  // On the day itself only once the phones are answered, and well before the visit.
  const calledAt = minute - random.between(30, 80);
  const isOnTheDay = isSoon && calledAt > PHONES_FROM && random.chance(0.7);
  const bookedOn = isOnTheDay ? day : day - (isSoon ? 1 : 1 + random.below(BOOKING_DAYS));
  if (newcomer !== null) newcomer.registeredOn = bookedOn;
  return {
    appointmentId: random.uuid(),
    patient,
    provider,
    team: roster.teamOf(provider),
    day,
    minute,
    minutes: long.includes(visitType) ? 2 * SLOT : SLOT,
    visitType,
    isNewPatient: newcomer !== null,
    isFromHome: visitType === 'Telehealth visit',
    bookedOn,
    bookedMinute: isOnTheDay ? calledAt : PHONES_FROM + random.below(560),
    fate: fate < 0.05 ? 'missed' : fate < 0.11 && !isSoon ? 'cancelled' : 'kept',
  };
}

function visitTypeFor(patient: Patient, day: Day, random: Random): string {
  const visitType = random.weighted(visitTypes);
  const age = (day - patient.bornOn) / 365.25;
  if (visitType !== 'Physical') return visitType;
  return age < 18 ? 'Well-child visit' : age >= 65 ? 'Medicare wellness visit' : visitType;
}
