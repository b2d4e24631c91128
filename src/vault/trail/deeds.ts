import { action, category, kindParts, outcome } from '../store/event-codes';

/** What an event is counted as on the screens of people and of today; one may be several of these. */
export const deeds = {
  /** Of a record of a patient who is named: opened, or seen in images. */
  access: 1,
  /** Added, changed or deleted, whatever it was. */
  change: 2,
  export: 4,
  failedSignIn: 8,
  /** By a rule, other than a sign-in. */
  refusal: 16,
} as const;

/** The sum of the deeds that events of this kind are; `names` says whether a patient is named. */
export function deedsOf(kind: number, names: boolean): number {
  const [ofNobody, ofSomebody] = deedsOfKind(kind);
  return names ? ofSomebody : ofNobody;
}

const known = new Map<number, readonly [number, number]>();

function deedsOfKind(kind: number): readonly [number, number] {
  let found = known.get(kind);
  if (found === undefined) {
    const sum = sumOf(kind);
    found = [sum & ~deeds.access, sum];
    known.set(kind, found);
  }
  return found;
}

function sumOf(kind: number): number {
  const parts = kindParts(kind);
  const inside = category.wordOf(parts.category);
  const done = action.wordOf(parts.action);
  const ended = outcome.wordOf(parts.outcome);
  const failedSignIn = done === 'FAILED_LOGIN' || (done === 'LOGIN' && ended !== 'success');
  let sum = 0;
  if (inside === 'access' || inside === 'imaging') sum |= deeds.access;
  if (done === 'CREATE' || done === 'UPDATE' || done === 'DELETE') sum |= deeds.change;
  if (inside === 'export' || done === 'EXPORT') sum |= deeds.export;
  if (failedSignIn) sum |= deeds.failedSignIn;
  if (ended === 'denied' && !failedSignIn) sum |= deeds.refusal;
  return sum;
}
