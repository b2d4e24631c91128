import type { Demographics } from '../../shared/domain/patient-record';
import { dayText, type Day } from './calendar';
import { mensNames, surnames, womensNames } from './names';
import type { Person } from './people';
import { addressOf, streetOf, type Address } from './places';
import type { Random } from './random';
import { pseudonyms } from './trees';

export interface Household {
  householdId: string;
  address: Address;
  /** What neighbours share. */
  street: string;
  /** Places of its patients in the list of patients. */
  patients: number[];
  /** Members of the workforce who live there. */
  people: Person[];
}

export interface Patient {
  index: number;
  patientId: string;
  pseudonym: string;
  given: string;
  family: string;
  sex: 'female' | 'male';
  bornOn: Day;
  phone: string;
  household: Household;
  /** Set where the patient works for the practice. */
  person: Person | null;
  /** The provider whose panel it is; the first visit of a newcomer decides it. */
  provider: Person;
  /** Null while nobody has registered them yet. */
  registeredOn: Day | null;
  /** Somebody the town knows: their chart carries a mark. */
  vip: boolean;
  /** The day they were last seen, or one long ago. */
  seenOn: Day;
}

export interface Population {
  patients: Patient[];
  households: Household[];
  /** Those who work for the practice, and those whom the town knows. */
  colleagues: Patient[];
  vips: Patient[];
  /** Households by street. */
  streets: ReadonlyMap<string, Household[]>;
  /** Where each member of the workforce lives. */
  homes: Map<Person, Household>;
  /** From here on they are not registered yet, in the order in which they will come. */
  newcomersFrom: number;
}

const householdSizes = { 1: 38, 2: 29, 3: 13, 4: 13, 5: 5, 6: 2 } as const;

/**
 * Patients by household, in the order in which they were registered. Some of the workforce live with patients
 * and are patients themselves, as in any small town. `newcomers`: how many will only come during the past
 * that is told.
 */
export function populationOf(
  people: readonly Person[],
  count: number,
  newcomers: number,
  firstDay: Day,
  random: Random,
): Population {
  const all = people.filter(({ duty }) => duty === 'provider');
  const there = all.filter(({ endedFrom, onLeaveFrom }) => endedFrom === null && onLeaveFrom === null);
  const providers = there.length > 0 ? there : all;
  const names = pseudonyms(count, random.fork('pseudonyms'));
  const patients: Patient[] = [];
  const households: Household[] = [];
  const homes = new Map<Person, Household>();

  const settle = (): Household => {
    const address = addressOf(random);
    const household = {
      householdId: random.uuid(),
      address,
      street: streetOf(address),
      patients: [],
      people: [],
    };
    households.push(household);
    return household;
  };
  const admit = (household: Household, traits: Traits, person: Person | null = null) => {
    if (patients.length >= count) return;
    const index = patients.length;
    household.patients.push(index);
    patients.push({
      ...traits,
      index,
      patientId: random.uuid(),
      pseudonym: names[index] ?? '',
      phone: `608-555-${1000 + random.below(9000)}`,
      household,
      person,
      // A household mostly shares its doctor.
      provider: providers[(households.length + (random.chance(0.2) ? 1 : 0)) % providers.length] as Person,
      registeredOn: firstDay - 1 - random.below(3500),
      vip: false,
      seenOn: -1e6,
    });
  };

  for (const person of people) {
    if (person.isProgram) continue;
    const household = settle();
    household.people.push(person);
    homes.set(person, household);
    const born = firstDay - Math.round(365.25 * random.between(24, 62));
    const sex = person.pronoun === 'he' ? 'male' : 'female';
    // Every third is a patient of the practice they work for, every second has family who are.
    if (person.index % 3 === 2) {
      admit(household, { given: person.given, family: person.family, sex, bornOn: born }, person);
    }
    if (person.index % 2 === 0) {
      for (const member of familyOf(person.family, born, 1 + random.below(3), random)) {
        admit(household, member);
      }
    }
  }
  while (patients.length < count) {
    const household = settle();
    const family = random.pickCommon(surnames);
    const size = Number(random.weighted(householdSizes));
    const born = firstDay - Math.round(365.25 * random.between(19, 92));
    admit(household, traitsOf(family, born, random));
    for (const member of familyOf(family, born, size - 1, random)) admit(household, member);
  }
  const newcomersFrom = register(patients, newcomers, random);
  const colleagues = patients.filter(({ person }) => person !== null);
  const vips = patients.filter(({ vip }) => vip);
  const streets = new Map<string, Household[]>();
  for (const household of households) {
    const there = streets.get(household.street);
    if (there === undefined) streets.set(household.street, [household]);
    else there.push(household);
  }
  return { patients, households, colleagues, vips, streets, homes, newcomersFrom };
}

interface Traits {
  given: string;
  family: string;
  sex: 'female' | 'male';
  bornOn: Day;
}

function traitsOf(family: string, bornOn: Day, random: Random): Traits {
  const sex = random.chance(0.53) ? 'female' : 'male';
  return { given: random.pickCommon(sex === 'female' ? womensNames : mensNames), family, sex, bornOn };
}

/** Who else lives there: a spouse, mostly of the same name, and children. */
function familyOf(family: string, born: Day, count: number, random: Random): Traits[] {
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) {
      const name = random.chance(0.15) ? random.pickCommon(surnames) : family;
      return traitsOf(name, born + Math.round(365 * random.between(-6, 6)), random);
    }
    return traitsOf(family, born + Math.round(365 * random.between(22, 38)), random);
  });
}

/**
 * Puts them in the order of registration and marks who is known in town; gives where the newcomers begin, who
 * are nobody's family at the practice.
 */
function register(patients: Patient[], newcomers: number, random: Random): number {
  const isCandidate = (patient: Patient) => patient.household.people.length === 0;
  const shuffled = random.shuffle([...patients]);
  const late = new Set(shuffled.filter(isCandidate).slice(0, newcomers));
  for (const patient of late) patient.registeredOn = null;
  const early = shuffled.filter((patient) => !late.has(patient));
  early.sort((a, b) => (a.registeredOn ?? 0) - (b.registeredOn ?? 0));
  const vips = 2 + Math.floor(patients.length / 900);
  for (const patient of early.filter(isCandidate).slice(-vips)) patient.vip = true;
  for (const [index, patient] of [...early, ...late].entries()) {
    patients[index] = patient;
    patient.index = index;
  }
  for (const patient of patients) patient.household.patients = [];
  for (const patient of patients) patient.household.patients.push(patient.index);
  return early.length;
}

/** As the practice writes it down. Record numbers go up in the order of registration, as they do anywhere. */
export function demographicsOf({ index, given, family, bornOn, sex, phone }: Patient): Demographics {
  return {
    given,
    family,
    bornOn: dayText(bornOn),
    sex,
    phone,
    // example.org is nobody's (RFC 2606).
    email: `${given}.${family}.${index + 1}@example.org`.toLowerCase().replace(/[^a-z0-9.@-]/g, ''),
    mrn: `CR-${100_000 + 7 * index}`,
  };
}
