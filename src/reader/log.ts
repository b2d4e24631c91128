/**
 * The one line that a reader logs, in JSON: that it ended by a fault of ours, and the error's name. An error's
 * message may quote the file, and never comes here; nor does a name that is not one of a class.
 */
export function crashLine(error: unknown, at: Date): string {
  const name = error instanceof Error ? error.name : typeof error;
  return `${JSON.stringify({
    at: at.toISOString(),
    from: 'reader',
    what: 'crashed',
    error: /^[A-Za-z]\w{0,63}$/.test(name) ? name : 'left-out',
  })}\n`;
}
