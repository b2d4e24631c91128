import type { Handlers, Opened } from './handler';

/** How the copy stands, and stopping and resuming it. */
export function syncHandlers(_opened: Opened): Pick<Handlers, never> {
  return {};
}
