import { DAY, HOUR, MINUTE, type Detector } from './detector';
import { MOST_KEPT, withEntry } from './recent';

interface Reads {
  /** Instant, fingerprint of the patient, and 1 where it was read by itself and not in a list. */
  reads: [number, number, 0 | 1][];
  /** Instant and number of patients that an event did not name. */
  unnamed: [number, number][];
}

const BURST = 2 * MINUTE;
const MOST_LISTS = 100;

/** How many different patients one person reads: in an hour all of them, in two minutes those opened one by one. */
export const bulkReads: Detector<Reads> = {
  kind: 'bulk-reads',
  keptFor: DAY,
  keyOf: ({ patients, unnamedPatients, userId }) => (patients.length + unnamedPatients > 0 ? userId : null),
  observe(state, { at, userId, patients, unnamedPatients }, { readsInAnHour, readsInTwoMinutes }) {
    let { reads, unnamed } = state ?? { reads: [], unnamed: [] };
    const alone = patients.length === 1 ? 1 : 0;
    for (const patient of patients) {
      const mark = fingerprint(patient);
      // The newest reading of a patient stands for all of them.
      const others = reads.filter(([when, known]) => known !== mark || when > at);
      reads = withEntry(others, [at, mark, alone], HOUR, ([when]) => when);
    }
    if (unnamedPatients > 0) {
      unnamed = withEntry(unnamed, [at, unnamedPatients] as [number, number], HOUR, ([when]) => when).slice(
        -MOST_LISTS,
      );
    }
    const newest = Math.max(reads.at(-1)?.[0] ?? 0, unnamed.at(-1)?.[0] ?? 0);
    const within = (window: number) => reads.filter(([when]) => when > newest - window);
    const hour = within(HOUR);
    const listed = unnamed
      .filter(([when]) => when > newest - HOUR)
      .reduce((sum, [, count]) => sum + count, 0);
    const inHour = new Set(hour.map(([, mark]) => mark)).size + listed;
    const opened = within(BURST).filter(([, , one]) => one === 1);
    const inBurst = new Set(opened.map(([, mark]) => mark)).size;
    const next = { reads, unnamed };
    const isBurst = inBurst >= readsInTwoMinutes;
    if ((inHour < readsInAnHour && !isBurst) || userId === null) return { state: next, finding: null };
    const most = reads.length === MOST_KEPT ? ' or more' : '';
    const reason =
      inHour >= readsInAnHour
        ? `This person read ${inHour}${most} different patients within an hour; the limit is ${readsInAnHour}.`
        : `This person opened ${inBurst} different charts one by one within two minutes, faster than anybody reads them.`;
    return {
      state: next,
      finding: {
        kind: 'bulk-reads',
        subject: { userId },
        since: (inHour >= readsInAnHour ? hour : opened)[0]?.[0] ?? at,
        at,
        facts: {
          patientsInAnHour: inHour,
          threshold: readsInAnHour,
          chartsInTwoMinutes: inBurst,
          burstThreshold: readsInTwoMinutes,
        },
        reason,
        weight: Math.max(inHour / readsInAnHour, inBurst / readsInTwoMinutes),
      },
    };
  },
};

/** 32 bits of FNV-1a: enough to tell some hundred patients apart, and no id of anybody. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}
