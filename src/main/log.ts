/**
 * Main's log: one JSON line an entry on standard error. Names of things and counts only; what a person
 * typed, what a record says and what an error's text may quote never come here.
 */
export function log(what: string, facts: Readonly<Record<string, string | number | boolean>> = {}): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), from: 'main', what, ...facts })}\n`);
}
