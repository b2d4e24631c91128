import { DAY, type Detector } from './detector';

interface Exported {
  day: number;
  since: number;
  lines: number;
  exports: number;
}

/**
 * How much of the audit trail one person takes out in a day of the practice. Its lines say who saw which patient, so
 * they count like any data; apart from what is exported of patients, since whoever answers questions of the trail
 * exports many lines and no charts.
 */
export const trailExport: Detector<Exported> = {
  kind: 'trail-export',
  keptFor: 2 * DAY,
  keyOf: ({ exportedLines, userId }) => (exportedLines > 0 ? userId : null),
  observe(state, { at, userId, exportedLines, local: { day } }, { exportTrailLines }) {
    const before = state !== null && day <= state.day ? state : { day, since: at, lines: 0, exports: 0 };
    const next = { ...before, lines: before.lines + exportedLines, exports: before.exports + 1 };
    if (next.lines < exportTrailLines || userId === null) return { state: next, finding: null };
    return {
      state: next,
      finding: {
        kind: 'trail-export',
        subject: { userId },
        since: next.since,
        at,
        facts: { lines: next.lines, exports: next.exports, threshold: exportTrailLines },
        reason: `This person exported ${next.lines} lines of the audit trail in one day, in ${next.exports} exports; the limit is ${exportTrailLines}.`,
        weight: next.lines,
      },
    };
  },
};
