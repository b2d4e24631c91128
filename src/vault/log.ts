/** What a log entry may hold beside its name: counts, flags, and words of our own making. */
export type LogFacts = Readonly<Record<string, string | number | boolean>>;
export type Log = (what: string, facts?: LogFacts) => void;

/** The shape of codes and of the names of calls, errors and fields: no sentence has it, but a single name may. */
const ownWord = /^[A-Za-z][\w.:-]{0,63}$/;

/**
 * A log of JSON lines. A text of more than one word is left out, so that an error's message quotes nothing here. A
 * single word of somebody else's would pass: callers give words of our own only.
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
