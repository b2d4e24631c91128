import type { Handlers, Opened } from './handler';

/** What is read from the copy: the trail, people, patients, and what is new today. */
export function trailHandlers(_opened: Opened): Pick<Handlers, never> {
  return {};
}
