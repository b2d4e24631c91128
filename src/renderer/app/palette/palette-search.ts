import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import type { Action } from '../actions/action';

/** Without accents and case, so that `tomas` finds Tomás. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function wordsOf(text: string): string[] {
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Every word of the query begins a word of the text. */
export function fits(query: string, text: string): boolean {
  const found = wordsOf(text);
  return wordsOf(query).every((wanted) => found.some((word) => word.startsWith(wanted)));
}

export function findActions(query: string, actions: readonly Action[]): readonly Action[] {
  return actions.filter(({ title, keywords = '' }) => fits(query, `${title} ${keywords}`));
}

/** By name or user name: those whose first name fits come first, ended accounts last. */
export function findMembers(
  query: string,
  members: readonly WorkforceMember[],
  limit: number,
): readonly WorkforceMember[] {
  const [first = ''] = wordsOf(query);
  if (first === '') return [];
  const rank = ({ displayName, status }: WorkforceMember) =>
    (status === 'ended' ? 2 : 0) + (plain(displayName).startsWith(first) ? 0 : 1);
  return members
    .filter(({ displayName, userName }) => fits(query, `${displayName} ${userName}`))
    .toSorted((a, b) => rank(a) - rank(b) || a.displayName.localeCompare(b.displayName, 'en-US'))
    .slice(0, limit);
}

/** The place of an event that somebody typed, as `645,533`; null for anything else. */
export function typedSeq(query: string): number | null {
  const figures = query.trim().replaceAll(',', '');
  return /^\d{1,15}$/.test(figures) ? Number(figures) : null;
}

export interface Part {
  text: string;
  marked: boolean;
}

/** The text cut where a word of it begins with a word of the query, for drawing that stronger. */
export function markFound(text: string, query: string): readonly Part[] {
  const wanted = wordsOf(query);
  return text.split(/(?<=[^\p{L}\p{N}])(?=[\p{L}\p{N}])/u).flatMap((piece) => {
    const length = Math.max(
      0,
      ...wanted.filter((word) => plain(piece).startsWith(word)).map((word) => word.length),
    );
    // A letter with its accent may be two characters: what was found is counted in what is shown.
    const shown = [...piece.normalize('NFC')];
    const parts = [
      { text: shown.slice(0, length).join(''), marked: true },
      { text: shown.slice(length).join(''), marked: false },
    ];
    return parts.filter((part) => part.text !== '');
  });
}
