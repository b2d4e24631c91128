/** What a log entry may hold beside its name: counts, flags, and words of our own making. */
export type LogFacts = Readonly<Record<string, string | number | boolean>>;
export type Log = (what: string, facts?: LogFacts) => void;

/** Codes, names of calls, errors and fields: nothing that a person or a record says has only this shape and length. */
const ownWord = /^[A-Za-z][\w.:-]{0,63}$/;

/**
 * A log of JSON lines. A text that is not one word of our own is left out: what a person typed, what a record
 * says and what an error's message may quote never come here.
 */
export function logTo(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  return (what, facts = {}) => {
    const own = Object.entries(facts).map(([name, fact]) =>
      typeof fact === 'string' && !ownWord.test(fact) ? [name, 'left-out'] : [name, fact],
    );
    write(
      `${JSON.stringify({ at: now().toISOString(), from: 'vault', what, ...Object.fromEntries(own) })}\n`,
    );
  };
}

/** All that is logged of an error: its message may quote what nobody should read. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
