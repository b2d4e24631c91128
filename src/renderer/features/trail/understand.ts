import type { ShownPatient } from '../../../shared/contract/bridge/trail';
import { relativeSpan, type TrailFilter } from '../../../shared/domain/trail-filter';
import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import { either } from '../../../shared/domain/words';
import { calendarDay, datePhrase, instantsOf } from './dates';
import { deedBeginning, deedPhrase, type Deed } from './deeds';

/** What the practice knows by name. */
export interface Known {
  people: readonly Pick<WorkforceMember, 'userId' | 'userName' | 'displayName'>[];
  /** Patients found for the pseudonyms of the sentence (`pseudonymsIn`). */
  patients: readonly ShownPatient[];
  zone: string;
  /** Microseconds, within the present day. */
  now: number;
}

export interface Understanding {
  filter: TrailFilter;
  /** Sentences about what was understood in part or not at all. */
  remarks: string[];
}

/** Words that carry no condition of their own. */
const fillers = new Set(
  (
    'a an and all any by chart charts did do event events everything for from had has have he her him his in ' +
    'into is it me of on or patient patients people person record records she show that the their them they ' +
    'this to was were what when where which who whom with at during'
  ).split(' '),
);

const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:.*:)[0-9a-f:.]+)$/i;

/**
 * Reads a sentence such as “charts Colleen Duffy opened this month” as a filter. What is neither a name, a
 * pseudonym, an action nor a date is looked for as text, and the remarks say so.
 */
export function understand(sentence: string, known: Known): Understanding {
  const written = wordsIn(sentence);
  const words = written.map(plain);
  const beingTyped = sentence === sentence.trimEnd() ? words.length - 1 : -1;
  const today = calendarDay(known.now, known.zone);
  const filter: TrailFilter = {};
  const remarks: string[] = [];
  const rest: string[] = [];

  for (let at = 0; at < words.length;) {
    const word = words[at] ?? '';
    const quoted = /^"([^"]*)"?$/.exec(written[at] ?? '');
    if (quoted !== null) {
      if (quoted[1]?.trim()) rest.push(quoted[1].trim());
      at += 1;
      continue;
    }
    const person = fullName(words, at, known.people);
    if (person !== null) {
      filter.who = joined(filter.who, [person.userId]);
      at += person.words;
      continue;
    }
    const date = datePhrase(words, at, today);
    if (date !== null) {
      if ('problem' in date) remarks.push(date.problem);
      else {
        if (filter.from !== undefined || filter.until !== undefined)
          remarks.push('Of several dates the last one holds.');
        delete filter.from;
        delete filter.until;
        delete filter.span;
        Object.assign(filter, instantsOf(date.span, known.zone));
        const said = words.slice(at, at + date.words).join(' ');
        if (relativeSpan.safeParse(said).success) filter.span = said;
      }
      at += date.words;
      continue;
    }
    const pseudonym = pseudonymAt(written, at);
    if (pseudonym !== null) {
      const found = known.patients.find((one) => one.pseudonym?.toLowerCase() === pseudonym.toLowerCase());
      if (found !== undefined) filter.patients = joined(filter.patients, [found.patientId]);
      else {
        remarks.push(`No patient here is called ${pseudonym}.`);
        rest.push(pseudonym);
      }
      at += 2;
      continue;
    }
    const done = deedPhrase(words, at);
    if (done !== null) {
      addDeed(filter, done.deed);
      at += done.words;
      continue;
    }
    at += 1;
    if (address.test(word)) {
      filter.address = word;
      continue;
    }
    const meant = peopleCalled(word, known.people);
    if (meant.length > 0) {
      filter.who = joined(
        filter.who,
        meant.map(({ userId }) => userId),
      );
      if (meant.length > 1) remarks.push(`“${word}” can be ${either(meant.map(nameOf))}: all are shown.`);
      continue;
    }
    if (fillers.has(word) || word === '' || joinWords.has(word)) continue;
    if (at - 1 === beingTyped && startsWhole(word, known.people, filter)) continue;
    rest.push(written[at - 1] ?? word);
  }
  if (rest.length > 0) {
    const text = rest.join(' ').slice(0, 200).trim();
    filter.text = text;
    remarks.push(`“${text}” is no name, action or date known here: it is looked for as text.`);
  }
  return { filter, remarks };
}

const joinWords = new Set(['-', '–', '—', 'until', 'till', 'through', 'since', 'before', 'after']);

/** Two words of a sentence that look like a pseudonym (tree and number): to be looked up before reading it. */
export function pseudonymsIn(sentence: string): string[] {
  const words = wordsIn(sentence);
  return words.flatMap((_, at) => pseudonymAt(words, at) ?? []);
}

function pseudonymAt(words: readonly string[], at: number): string | null {
  const [tree, number] = [words[at], words[at + 1]];
  if (tree === undefined || number === undefined) return null;
  if (!/^\p{L}{3,}$/u.test(tree) || !/^\d{1,6}$/.test(number)) return null;
  const day = { year: 2000, month: 1, day: 1 };
  // `Nov 15` and `last 7 days` are dates.
  if (datePhrase([tree.toLowerCase(), number], 0, day) !== null || /^(?:last|past)$/i.test(tree)) return null;
  return `${tree.charAt(0).toUpperCase()}${tree.slice(1).toLowerCase()} ${number}`;
}

/** Words as written: quoted parts whole, a stretch of numbers (`1–17`) in its three parts. */
function wordsIn(sentence: string): string[] {
  return [...sentence.matchAll(/"[^"]*"?|\d{4}-\d{1,2}-\d{1,2}|[–—]|[^\s,;–—"]+/g)].flatMap(([word]) => {
    const stretch = /^(\d{1,2})-(\d{1,2})$/.exec(word);
    return stretch === null ? [word] : [stretch[1] ?? '', '-', stretch[2] ?? ''];
  });
}

/** In lower case, without accents and without a closing mark or `’s`. */
function plain(word: string): string {
  return word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/[.?!:]+$/, '');
}

type Person = Known['people'][number];

/** Without what is written after the name: `Elena Vasquez, MD`. */
export function nameOf({ displayName }: Pick<Person, 'displayName'>): string {
  return displayName.replace(/,.*$/, '').trim();
}

function namesOf(person: Person): string[] {
  return nameOf(person)
    .split(/\s+/)
    .map(plain)
    .filter((name) => name !== '' && !/^(?:dr|mr|mrs|ms|prof)$/.test(name));
}

function fullName(
  words: readonly string[],
  at: number,
  people: Known['people'],
): { userId: string; words: number } | null {
  const start = /^(?:dr|mr|mrs|ms|prof)$/.test(words[at] ?? '') ? at + 1 : at;
  for (const person of people) {
    const names = namesOf(person);
    if (names.length > 1 && names.every((name, i) => words[start + i] === name))
      return { userId: person.userId, words: start - at + names.length };
  }
  const titled = start > at ? peopleCalled(words[start] ?? '', people) : [];
  return titled.length === 1 && titled[0] !== undefined
    ? { userId: titled[0].userId, words: start - at + 1 }
    : null;
}

function peopleCalled(word: string, people: Known['people']): Person[] {
  const byUserName = people.filter(({ userName }) => plain(userName) === word);
  if (byUserName.length > 0) return byUserName;
  return word.length < 2 ? [] : people.filter((person) => namesOf(person).includes(word));
}

/** Takes the last word, still being typed, for the one name or action that begins so. */
function startsWhole(word: string, people: Known['people'], filter: TrailFilter): boolean {
  const begun =
    word.length < 3 ? [] : people.filter((one) => namesOf(one).some((name) => name.startsWith(word)));
  const [only, second] = begun;
  if (only !== undefined && second === undefined) {
    filter.who = joined(filter.who, [only.userId]);
    return true;
  }
  const deed = deedBeginning(word);
  if (deed === null) return false;
  addDeed(filter, deed);
  return true;
}

function addDeed(filter: TrailFilter, deed: Deed): void {
  switch (deed.part) {
    case 'actions':
      filter.actions = joined(filter.actions, [deed.value]);
      break;
    case 'categories':
      filter.categories = joined(filter.categories, [deed.value]);
      break;
    case 'outcomes':
      filter.outcomes = joined(filter.outcomes, [deed.value]);
      break;
  }
}

function joined<T>(kept: readonly T[] | undefined, added: readonly T[]): T[] {
  return [...new Set([...(kept ?? []), ...added])].slice(0, 50);
}
