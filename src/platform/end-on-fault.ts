import { errorFacts, type Log } from './log';

/**
 * Ends the process at an error that nobody caught, a rejected promise included: Electron's utility processes
 * go on after those, and Node prints the error's text, which may quote what it was about.
 */
export function endOnFault(log: Log): void {
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error: unknown) => {
      log('ended', { fault, ...errorFacts(error) });
      process.exit(1);
    });
  }
}
