import { CHUNK_ROWS } from '../chunk/column-chunk';
import { PATIENT_STRETCH } from '../store/column-chunks';
import { eventsAt } from '../store/events';
import { stretchMark, wordStretches } from '../store/event-words';
import { foldedId } from '../store/folded-words';
import { sql } from '../store/sql';
import { isPlain, type Fitting } from './fitting';
import { furtherPatients } from './further-patients';
import { addAll, addPlace, countPlaces, eachPlace, keepCommon, noPlaces, type Places } from './places';
import type { Run, Trail } from './trail';
import { kindsAt, timesAt } from './values-at';
import { MARK, quoted, type CalledWord, type WordFitting } from './words';

/** Of a stretch of runs, what fits in each; null for nothing. */
type Stretch = (Places | null)[];

/**
 * The places that fit in the runs from number `from` up to `to`, one entry for each. Work in proportion to what the
 * most selective indexes name, or to the length of the stretch where nothing selects.
 */
export function fittingPlaces(trail: Trail, fitting: Fitting, from: number, to: number): Stretch {
  const runs = Array.from({ length: to - from }, (_, i) => trail.run(from + i));
  const may = runs.map((run) => mayFit(run, fitting));
  const first = may.indexOf(true);
  if (first === -1) return runs.map(() => null);
  const end = may.lastIndexOf(true) + 1;
  const inner = new StretchReader(trail, fitting, runs.slice(first, end), from + first);
  const found = inner.read();
  return runs.map((_, i) => (may[i] === true ? (found[i - first] ?? null) : null));
}

/** A UUIDv7 without its hyphens, as events have it. */
const OWN_ID = /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/;

/** False where dates or totals say that nothing of a run fits. */
function mayFit({ earliest, latest, totals }: Run, { kinds, from, until }: Fitting): boolean {
  if (latest < from || earliest >= until) return false;
  return totals === null || kinds === null || totals.kinds.some((kind) => kinds[kind] === 1);
}

class StretchReader {
  private readonly trail: Trail;
  private readonly fitting: Fitting;
  private readonly runs: readonly Run[];
  private readonly from: number;

  constructor(trail: Trail, fitting: Fitting, runs: readonly Run[], from: number) {
    this.trail = trail;
    this.fitting = fitting;
    this.runs = runs;
    this.from = from;
  }

  read(): Stretch {
    const { users, patients, addresses, words } = this.fitting;
    if (isPlain(this.fitting)) return this.runs.map((run) => this.scanned(run));
    const sets: Stretch[] = [];
    if (users !== null) sets.push(this.posted('user', users));
    if (addresses !== null) sets.push(this.posted('address', addresses));
    if (patients !== null) sets.push(this.concerning(patients));
    if (words !== null) {
      if (words.length === 0) sets.push(this.nothing());
      for (const word of words) sets.push(this.worded(word));
    }
    const found = sets.reduce(common);
    // Postings were read by kind and time already.
    if (users !== null || addresses !== null) return found;
    return found.map((places, i) => (places === null ? null : this.verified(this.runs[i] as Run, places)));
  }

  private nothing(): Stretch {
    return this.runs.map(() => null);
  }

  /** Of a run in which only kinds and times decide. */
  private scanned(run: Run): Places | null {
    const places = noPlaces();
    const { kinds } = this.fitting;
    const kindOf = kinds === null ? null : run.kinds();
    for (let place = 0; place < run.rows; place += 1) {
      if (kinds === null || kinds[(kindOf as Uint16Array)[place] as number] === 1) addPlace(places, place);
    }
    return this.timely(run, places);
  }

  /** Events of these users, or from these addresses, whose kind and time fit. */
  private posted(kind: 'user' | 'address', codes: readonly number[]): Stretch {
    const { kinds, from, until } = this.fitting;
    const found = this.nothing();
    const add = (i: number, place: number, time: number, kindOf: number) => {
      if (kinds !== null && kinds[kindOf] !== 1) return;
      if (time >= from && time < until) addPlace((found[i] ??= noPlaces()), place);
    };
    for (const code of codes) {
      for (const [run, posting] of this.trail.postings(kind, code, this.from, this.from + this.fullRuns())) {
        const { events, times, places, kinds: kindsOf } = posting;
        for (let n = 0; n < events; n += 1)
          add(run - this.from, places[n] as number, times[n] as number, kindsOf[n] as number);
      }
    }
    if (this.fullRuns() < this.runs.length) {
      const i = this.runs.length - 1;
      const run = this.runs[i] as Run;
      const columns = run.columns();
      const kindsOf = run.kinds();
      const wanted = new Set(codes);
      for (let place = 0; place < run.rows; place += 1) {
        if (wanted.has(columns[kind][place] as number))
          add(i, place, columns.occurredAt[place] as number, kindsOf[place] as number);
      }
    }
    return found;
  }

  /** All but the one that is filling still, which can only be the last. */
  private fullRuns(): number {
    return this.runs.at(-1)?.totals === null ? this.runs.length - 1 : this.runs.length;
  }

  private concerning(patients: readonly number[]): Stretch {
    const found = this.nothing();
    if (patients.length === 0) return found;
    if (this.fullRuns() < this.runs.length) {
      const wanted = new Set(patients);
      const run = this.runs.at(-1) as Run;
      const first = run.columns().patient;
      const i = this.runs.length - 1;
      for (let place = 0; place < run.rows; place += 1)
        if (wanted.has(first[place] as number)) addPlace((found[i] ??= noPlaces()), place);
      for (const [place, others] of furtherPatients(this.trail.db, run))
        if (others.some((other) => wanted.has(other))) addPlace((found[i] ??= noPlaces()), place);
    }
    const last = Math.floor((this.end - 1) / PATIENT_STRETCH);
    for (let stretch = Math.floor(this.least / PATIENT_STRETCH); stretch <= last; stretch += 1) {
      for (const patient of patients) {
        this.addRows(
          found,
          this.trail.db.values(sql`
            SELECT seq FROM patient_event
            WHERE stretch = ${stretch} AND patient = ${patient} AND seq >= ${this.least} AND seq < ${this.end}
          `),
        );
      }
    }
    return found;
  }

  private worded({ users, patients, addresses, written, called, id }: WordFitting): Stretch {
    const found = this.concerning(patients);
    for (const more of [
      this.posted('user', users),
      this.posted('address', addresses),
      this.calledAll(called),
    ]) {
      for (const [i, places] of more.entries()) {
        if (places !== null) addAll((found[i] ??= noPlaces()), places);
      }
    }
    if (written !== null) this.addMatches(found, 'written', written);
    if (id !== null) this.addId(found, id);
    return found;
  }

  private calledAll(words: readonly CalledWord[]): Stretch {
    if (words.length === 0) return this.nothing();
    return words
      .map(({ namings, id }) => {
        const found = this.nothing();
        // Most words that people write are none that events are called by.
        if (namings.includes(1)) {
          for (const [i, run] of this.runs.entries())
            run.eachNamed(namings, (place) => addPlace((found[i] ??= noPlaces()), place));
        }
        if (id !== null) this.addId(found, id);
        return found;
      })
      .reduce(common);
  }

  /** Events that a folded id leads to: one of theirs, or their own. */
  private addId(found: Stretch, id: string): void {
    this.addMatches(found, 'id', quoted(id));
    if (!OWN_ID.test(id)) return;
    const time = parseInt(id.slice(0, 12), 16);
    for (const { idFrom, idUntil, firstSeq, rows } of this.runs) {
      if (time < idFrom || time > idUntil) continue;
      // The bytes may stand elsewhere in an event, as those of its thing.
      const places = this.trail.db
        .values(
          sql`
            SELECT seq FROM audit_event
            WHERE seq >= ${firstSeq} AND seq < ${firstSeq + rows} AND instr(body, ${Buffer.from(id, 'hex')}) > 0
          `,
        )
        .map(([seq]) => seq as number);
      const own = eventsAt(this.trail.db, this.trail.dictionary, places).filter(
        ({ event }) => foldedId(event.id) === id,
      );
      this.addRows(
        found,
        own.map(({ seq }) => [seq]),
      );
    }
  }

  /** Stretch by stretch of the words, since a word is another one in each. */
  private addMatches(found: Stretch, table: keyof typeof wordStretches, expression: string): void {
    const stretch = wordStretches[table];
    for (let from = this.least; from < this.end;) {
      const to = Math.min(this.end, (Math.floor(from / stretch) + 1) * stretch);
      const match = expression.replaceAll(MARK, stretchMark(from, stretch));
      this.addRows(
        found,
        this.trail.db.values(
          table === 'written'
            ? sql`SELECT rowid FROM written_word WHERE written_word MATCH ${match} AND rowid >= ${from} AND rowid < ${to}`
            : sql`SELECT rowid FROM id_word WHERE id_word MATCH ${match} AND rowid >= ${from} AND rowid < ${to}`,
        ),
      );
      from = to;
    }
  }

  private get least(): number {
    return this.from * CHUNK_ROWS;
  }

  private get end(): number {
    const last = this.runs.at(-1) as Run;
    return last.firstSeq + last.rows;
  }

  private addRows(found: Stretch, rows: readonly unknown[][]): void {
    for (const row of rows) {
      const seq = row[0] as number;
      const i = Math.floor(seq / CHUNK_ROWS) - this.from;
      addPlace((found[i] ??= noPlaces()), seq % CHUNK_ROWS);
    }
  }

  /** Those whose kind and time fit. */
  private verified(run: Run, places: Places): Places | null {
    const { kinds } = this.fitting;
    if (kinds === null || run.totals?.kinds.every((kind) => kinds[kind] === 1) === true)
      return this.timely(run, places);
    const kindOf = kindsAt(this.trail, run, countPlaces(places));
    return this.timely(
      run,
      filtered(run, places, (place) => kinds[kindOf(place)] === 1),
    );
  }

  /** Those whose time fits, or null where there are none. */
  private timely(run: Run, places: Places): Places | null {
    const count = countPlaces(places);
    if (count === 0) return null;
    if (isInside(run, this.fitting)) return places;
    const { from, until } = this.fitting;
    const timeOf = timesAt(this.trail, run, count);
    const found = filtered(run, places, (place) => {
      const time = timeOf(place);
      return time >= from && time < until;
    });
    return countPlaces(found) === 0 ? null : found;
  }
}

function filtered(run: Run, places: Places, fits: (place: number) => boolean): Places {
  const found = noPlaces();
  eachPlace(places, run.rows, (place) => {
    if (fits(place)) addPlace(found, place);
  });
  return found;
}

/** Every event of the run falls within the filter's dates. */
function isInside({ earliest, latest }: Run, { from, until }: Fitting): boolean {
  return earliest >= from && latest < until;
}

function common(one: Stretch, other: Stretch): Stretch {
  return one.map((places, i) => {
    const others = other[i] ?? null;
    if (places === null || others === null) return null;
    keepCommon(places, others);
    return countPlaces(places) === 0 ? null : places;
  });
}
