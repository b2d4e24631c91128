import { errorFacts, type Log } from '../log';

/** What the service does by itself, round after round. */
export const works = ['watch', 'archives', 'retention', 'key-care'] as const;
export type Work = (typeof works)[number];

/** Hears how each round of one work ended. */
export interface Rounds {
  done(): void;
  failed(error: unknown): void;
}

export interface AllRounds {
  of(work: Work): Rounds;
  /** How often each failed since it was done last, on this node. */
  failures(): Record<Work, number>;
}

/** Counts the failures of each work in a row, and logs them: one that fails again and again is seen from outside. */
export function countedRounds(log: Log): AllRounds {
  const failures: Record<Work, number> = { watch: 0, archives: 0, retention: 0, 'key-care': 0 };
  return {
    of: (work) => ({
      done() {
        failures[work] = 0;
      },
      failed(error) {
        failures[work] += 1;
        log(`${work}-failed`, errorFacts(error));
      },
    }),
    failures: () => ({ ...failures }),
  };
}
