/**
 * The platform's log: one JSON line an entry on standard error. Ids, call names, codes and counts only; what
 * a person typed, what a record says and what an error's text may quote never come here.
 */
export type Log = (what: string, facts?: Readonly<Record<string, string | number | boolean>>) => void;

export const logToStderr: Log = (what, facts = {}) => {
  process.stderr.write(
    `${JSON.stringify({ at: new Date().toISOString(), from: 'platform', what, ...facts })}\n`,
  );
};

/** The part of an error that may be logged: its kind, never its text. */
export function errorFacts(error: unknown): { error: string; code: string } {
  const { name, code } = Object(error) as { name?: unknown; code?: unknown };
  return {
    error: typeof name === 'string' ? name : typeof error,
    code: typeof code === 'string' ? code : '',
  };
}
