import { DAY, type Detector } from './detector';

interface Exported {
  day: number;
  since: number;
  records: number;
  exports: number;
  /** Records of earlier days with exports, the newest last. */
  past: number[];
}

const MOST_DAYS = 30;
const LEAST_DAYS = 5;
/** What nobody calls a lot, however little somebody exports usually. */
const LEAST_RECORDS = 50;

/** What one person exports in a day of the practice, against a fixed limit and against their own usual. */
export const exportVolume: Detector<Exported> = {
  kind: 'export-volume',
  keptFor: 400 * DAY,
  keyOf: ({ exported, userId }) => (exported > 0 ? userId : null),
  observe(
    state,
    { at, userId, exported, local: { day } },
    { exportRecords, exportTimesUsual, exportUnknown },
  ) {
    const today = state !== null && day <= state.day;
    const past = today
      ? state.past
      : [...(state?.past ?? []), ...(state === null ? [] : [state.records])].slice(-MOST_DAYS);
    const next: Exported = {
      day: today ? state.day : day,
      since: today ? state.since : at,
      records: (today ? state.records : 0) + exported,
      exports: (today ? state.exports : 0) + 1,
      past,
    };
    const usual = past.reduce((sum, records) => sum + records, 0) / Math.max(1, past.length);
    const isKnown = past.length >= LEAST_DAYS;
    const ownLimit = isKnown ? Math.max(LEAST_RECORDS, Math.ceil(usual * exportTimesUsual)) : exportUnknown;
    if (next.records < Math.min(exportRecords, ownLimit) || userId === null)
      return { state: next, finding: null };
    const against =
      next.records >= exportRecords
        ? `the limit is ${exportRecords}`
        : isKnown
          ? `on a usual day of exports it is about ${Math.round(usual)}`
          : 'exports are not known of them';
    return {
      state: next,
      finding: {
        kind: 'export-volume',
        subject: { userId },
        since: next.since,
        at,
        facts: {
          records: next.records,
          exports: next.exports,
          usual: Math.round(usual),
          daysKnown: past.length,
          threshold: exportRecords,
          ownThreshold: ownLimit,
        },
        weight: next.records,
        reason: `This person exported ${next.records} records in one day, in ${next.exports} exports; ${against}.`,
      },
    };
  },
};
