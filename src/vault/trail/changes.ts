import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import { actions, breakGlass } from '../../shared/domain/audit-event/vocabulary';
import { foldedWords } from '../store/folded-words';
import { eventsAt, type KeptEvent } from '../store/events';
import { fittingOf, type Fitting } from './fitting';
import type { FittingNamings } from './namings';
import type { Queries } from './open-queries';
import { countAll, placesFrom, Selection } from './selection';
import type { Breathe } from './turns';
import { nothing } from './words';

const SHOWN = 12;
/** Lines looked at between two turns of others. */
const AT_ONCE = 200;

/** Kinds of things, folded, whose change matters to who may do what. */
const standing = new Set([
  'user',
  'account',
  'role',
  'permission',
  'mfa',
  'totp',
  'session',
  'setting',
  'settings',
]);

/**
 * What somebody who comes back should know of: acts of administration, exports, emergency access, and changes to
 * accounts, roles, second factors and settings.
 */
export function isNotable(event: AuditEvent): boolean {
  if (isNotableKind(event) || event.purpose === breakGlass) return true;
  if (event.action !== 'CREATE' && event.action !== 'UPDATE' && event.action !== 'DELETE') return false;
  return thingsOf(event).some((word) => standing.has(word));
}

/** Reading, of settings or of the trail itself, changes nothing. */
function isNotableKind({ category, action }: AuditEvent): boolean {
  return (category === 'administration' && action !== 'READ') || category === 'export' || action === 'EXPORT';
}

function thingsOf({ resource, verb }: AuditEvent): string[] {
  return [...foldedWords(resource?.type ?? ''), ...foldedWords(verb ?? '')];
}

/** Notable events since `from` (microseconds): the newest, and how many in all. */
export async function changesSince(
  queries: Queries,
  from: number,
  size: number,
  breathe: Breathe,
): Promise<{ changes: KeptEvent[]; changesInAll: number }> {
  const { trail } = queries;
  const { db, dictionary } = trail;
  // What kinds decide is counted without looking at a line; of the rest, words lead to those worth a look.
  const administration = queries.selection({
    categories: ['administration'],
    actions: actions.filter((action) => action !== 'READ'),
    from,
  });
  const exported = queries.selection({ categories: ['export'], from });
  const elsewhere = queries.selection({
    categories: ['authentication', 'access', 'modification', 'imaging', 'system'],
    actions: ['EXPORT'],
    from,
  });
  const places: number[] = [];
  let inAll = 0;
  for (const selection of [administration, exported, elsewhere]) {
    inAll += await countAll(selection, size, breathe);
    places.push(...(await placesFrom(selection, size, 0, SHOWN, breathe)));
  }
  const led = new Set<number>();
  for (const fitting of worthALook(queries, from)) {
    for (const seq of await placesFrom(new Selection(trail, fitting), size, 0, size, breathe)) led.add(seq);
  }
  const candidates = [...led];
  for (let at = 0; at < candidates.length; at += AT_ONCE) {
    for (const { seq, event } of eventsAt(db, dictionary, candidates.slice(at, at + AT_ONCE))) {
      if (isNotableKind(event) || !isNotable(event)) continue;
      inAll += 1;
      places.push(seq);
    }
    await breathe();
  }
  const newest = places.sort((a, b) => b - a).slice(0, SHOWN);
  return { changes: eventsAt(db, dictionary, newest), changesInAll: inAll };
}

function worthALook({ trail: { db, namings } }: Queries, from: number): Fitting[] {
  const called = (fitting: FittingNamings) => [{ ...nothing, called: [{ namings: fitting, id: null }] }];
  return [
    {
      ...fittingOf(db, namings, { actions: ['CREATE', 'UPDATE', 'DELETE'], from }),
      words: called(namings.withAny([...standing])),
    },
    {
      ...fittingOf(db, namings, { from }),
      words: called(namings.withAll(foldedWords(breakGlass))),
    },
  ];
}
