/** A number somebody may set: what it is without a setting, between which bounds, and why that. */
interface Threshold {
  standard: number;
  least: number;
  most: number;
  why: string;
}

/** Every threshold of the detectors at the door. Whole numbers. */
export const thresholdTable = {
  accountFailures: {
    standard: 5,
    least: 3,
    most: 100,
    why: 'Failed sign-ins with one account: the fifth locks it, and the lockout alerts an administrator (Vantrexia, Lockout Policy).',
  },
  accountMinutes: { standard: 30, least: 1, most: 1440, why: 'As long as a lockout lasts (Vantrexia).' },
  addressFailures: {
    standard: 9,
    least: 3,
    most: 1000,
    why: 'The first count of failures in ten minutes with a tail below one in 32,768 (15 bits) under a gamma-Poisson prior of 0.5 and 2; replayed on two real logs it is reached before the break-in.',
  },
  addressMinutes: { standard: 10, least: 1, most: 1440, why: 'The window of the same measurement.' },
  blockFailures: {
    standard: 30,
    least: 10,
    most: 1000,
    why: 'Failed sign-ins from one address within the time a block lasts. A name takes five, so at least six names were tried; a practice behind one address mistypes a few in that time.',
  },
  sprayNames: {
    standard: 6,
    least: 3,
    most: 100,
    why: 'Names that fail from one network and do not come in afterwards. Identity providers alert between 5 and 15; a practice has few names.',
  },
  sprayMinutes: {
    standard: 60,
    least: 5,
    most: 1440,
    why: 'Slow enough to lock no account, spraying still takes minutes.',
  },
  placeOnceIn: {
    standard: 10,
    least: 2,
    most: 1000,
    why: 'Whoever comes from a new network more often than once in so many sign-ins is not told of at each (Good-Turing: the share of what was seen once is the chance of what was never seen).',
  },
  travelKmPerHour: { standard: 900, least: 300, most: 5000, why: 'The speed of an airliner.' },
  travelKilometres: {
    standard: 300,
    least: 50,
    most: 5000,
    why: 'Nearer places are within the error of every table of addresses.',
  },
  concurrentMinutes: {
    standard: 10,
    least: 1,
    most: 120,
    why: 'Two sessions are used at once when each is used between two uses of the other within so long.',
  },
  besideMinutes: {
    standard: 15,
    least: 1,
    most: 120,
    why: 'A console that is open renews its session every 14 minutes, whatever its person does; older than that it was locked or closed.',
  },
  exportRecords: {
    standard: 500,
    least: 10,
    most: 1_000_000,
    why: 'Records one person exports in a day, whoever they are: from 500 people on, a breach is announced to the Secretary and the media at once (45 CFR 164.406, 164.408).',
  },
  exportUnknown: {
    standard: 100,
    least: 10,
    most: 100_000,
    why: 'Records in a day by somebody of whom fewer than five days of exports are known: a list of patients, and by nobody whose work it is.',
  },
  exportTimesUsual: {
    standard: 5,
    least: 2,
    most: 100,
    why: 'So many times what the person exports on a usual day of exports, once five of those are known.',
  },
  exportTrailLines: {
    standard: 1000,
    least: 50,
    most: 10_000_000,
    why: 'Lines of the audit trail one person exports in a day: all that somebody did in a month, which a question about them takes, is about 900.',
  },
  readsInAnHour: {
    standard: 100,
    least: 10,
    most: 1000,
    why: 'Different patients one person reads in an hour: nobody reads a chart in half a minute for an hour.',
  },
  readsInTwoMinutes: {
    standard: 8,
    least: 5,
    most: 200,
    why: 'Charts opened one by one in two minutes: fifteen seconds each are no reading.',
  },
  oddHoursDays: {
    standard: 10,
    least: 5,
    most: 60,
    why: 'Days of work that must be known of a person before an hour can be unusual for them: two weeks.',
  },
  oddHoursPerThousand: {
    standard: 10,
    least: 1,
    most: 200,
    why: 'The share of a person’s work, in thousandths, that falls into the hours around: below one in a hundred is unusual.',
  },
} as const satisfies Record<string, Threshold>;

export type ThresholdName = keyof typeof thresholdTable;
export type Thresholds = Readonly<Record<ThresholdName, number>>;

export const thresholdNames = Object.keys(thresholdTable) as ThresholdName[];

export const standardThresholds = Object.fromEntries(
  thresholdNames.map((name) => [name, thresholdTable[name].standard]),
) as Record<ThresholdName, number>;
