import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import type { TrailFilter } from '../../../src/shared/domain/trail-filter';
import type { WorkforceMember } from '../../../src/shared/domain/workforce-member';

/** What the practice's lists say, for a filter's text. */
export interface Lists {
  people: readonly Pick<WorkforceMember, 'userId' | 'userName' | 'displayName'>[];
  pseudonyms: ReadonlyMap<string, string>;
}

/** The rules of a filter, one event at a time, from the event alone: what every index must agree with. */
export function fits(event: AuditEvent, filter: TrailFilter, lists: Lists): boolean {
  const { who, patients, actions, categories, outcomes, address, from, until, text } = filter;
  return (
    (who === undefined || who.includes(event.actor.userId ?? '')) &&
    (patients === undefined || event.patients.some((patient) => patients.includes(patient))) &&
    (actions === undefined || actions.includes(event.action)) &&
    (categories === undefined || categories.includes(event.category)) &&
    (outcomes === undefined || outcomes.includes(event.outcome)) &&
    (address === undefined || event.network?.ip === address) &&
    (from === undefined || event.occurredAt >= from) &&
    (until === undefined || event.occurredAt < until) &&
    (text === undefined || fitsText(event, text, lists))
  );
}

function fitsText(event: AuditEvent, text: string, lists: Lists): boolean {
  const parts = text.split(/\s+/).filter((part) => words(part).length > 0);
  if (parts.length === 0) return false;
  for (let at = 0; at < parts.length; at += 1) {
    const pair = `${parts[at] ?? ''} ${parts[at + 1] ?? ''}`.toLowerCase();
    const named = [...lists.pseudonyms].find(([, pseudonym]) => pseudonym.toLowerCase() === pair);
    if (named !== undefined) {
      if (!event.patients.includes(named[0])) return false;
      at += 1;
    } else if (!fitsWord(event, parts[at] as string, lists)) return false;
  }
  return true;
}

function fitsWord(event: AuditEvent, part: string, { people, pseudonyms }: Lists): boolean {
  const asked = words(part);
  const id = asked.join('');
  const same = (other: string | undefined) =>
    other !== undefined && [part, part.toLowerCase(), part.toUpperCase()].includes(other);

  const person = people.find(({ userId }) => userId === event.actor.userId);
  const names = person === undefined ? [] : [...words(person.displayName), ...words(person.userName)];
  if (person !== undefined && asked.every((word) => names.some((name) => name.startsWith(word)))) return true;
  if (same(event.actor.userId) || same(event.network?.ip)) return true;
  if (event.patients.some(same)) return true;
  const tree = part.toLowerCase();
  if (
    /^[a-z]+$/.test(tree) &&
    event.patients.some((one) => pseudonyms.get(one)?.toLowerCase().startsWith(tree))
  )
    return true;

  const meta = event.details?.meta as { visit?: { note?: string } } | undefined;
  const written = [...words(event.justification ?? ''), ...words(meta?.visit?.note ?? '')];
  const last = asked.at(-1) as string;
  if (
    asked.slice(0, -1).every((word) => written.includes(word)) &&
    written.some((word) => (last.length < 3 ? word === last : word.startsWith(last)))
  )
    return true;

  const { actor, resource, network } = event;
  const called = [actor.userName, event.verb, resource?.type, event.purpose].flatMap((one) =>
    words(one ?? ''),
  );
  const ids = [event.id, resource?.id, network?.sessionId].map((one) => words(one ?? '').join(''));
  return asked.every((word) => called.includes(word) || ids.includes(word)) || ids.includes(id);
}

/** Remembered: the same few texts stand in all events. */
const known = new Map<string, string[]>();

function words(text: string): string[] {
  let found = known.get(text);
  if (found === undefined) {
    const plain = text
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase();
    found = plain.match(/[a-z0-9]+/g) ?? [];
    known.set(text, found);
  }
  return found;
}
