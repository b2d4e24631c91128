import { createContext, useContext } from 'react';
import type { Around } from './action';

export const AroundContext = createContext<Around | null>(null);

/** What actions work on, for the parts of the shell that offer them. */
export function useAround(): Around {
  const around = useContext(AroundContext);
  if (around === null) throw new TypeError('A part of the shell was drawn outside it.');
  return around;
}
