import { createContext, useContext } from 'react';
import type { ListView } from '../../shared/domain/saved-view';
import type { TrailFilter } from '../../shared/domain/trail-filter';

/** How the list of people is narrowed and sorted. */
export type PeopleView = Extract<ListView, { screen: 'people' }>;

/** Every place one can be in the console, with what it may be opened at. */
export interface Places {
  today: Record<string, never>;
  people: { personId?: string | undefined; view?: PeopleView | undefined };
  trail: { filter?: TrailFilter | undefined; seq?: number | undefined };
  settings: Record<string, never>;
  'audit-file': Record<string, never>;
}
export type PlaceName = keyof Places;

export interface Navigate {
  /** Opens a place anew; what it was opened at before is found again by going back. */
  go<Name extends PlaceName>(to: Name, at?: Places[Name]): void;
  /** Remembers what the present place now stands at, so that going back finds it so. Nothing is drawn anew. */
  remember<Name extends PlaceName>(here: Name, at: Places[Name]): void;
  back(): void;
  forward(): void;
}

export const NavigateContext = createContext<Navigate | null>(null);

/** How a screen opens another one. */
export function useNavigate(): Navigate {
  const navigate = useContext(NavigateContext);
  if (navigate === null) throw new TypeError('A screen was drawn outside the shell.');
  return navigate;
}
