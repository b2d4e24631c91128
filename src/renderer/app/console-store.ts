import { create } from 'zustand';
import type { Entered } from '../features/gate/entered';
import type { Navigate, PlaceName } from '../lib/navigate';
import { back, beginAt, forward, open, remember, type History } from './history';

/** What lies over the screen. */
export type Overlay = 'palette' | 'shortcuts' | 'go-online';

/** Where everybody begins. */
const FIRST: PlaceName = 'today';

interface ConsoleState {
  /** Null at the gate. */
  entered: Entered | null;
  history: History;
  overlay: Overlay | null;
  enter(entered: Entered): void;
  leave(): void;
  show(overlay: Overlay | null): void;
  navigate: Navigate;
}

/** What the window itself remembers. Data of the practice is never kept here. */
export const useConsole = create<ConsoleState>()((set) => {
  const turn = (step: (history: History) => History) =>
    set(({ history }) => ({ history: step(history), overlay: null }));
  return {
    entered: null,
    history: beginAt(FIRST),
    overlay: null,
    enter: (entered) => set({ entered, history: beginAt(FIRST), overlay: null }),
    leave: () => set({ entered: null, history: beginAt(FIRST), overlay: null }),
    show: (overlay) => set({ overlay }),
    navigate: {
      go: (to, at) => turn((history) => open(history, to, at ?? {})),
      remember: (here, at) => set(({ history }) => ({ history: remember(history, here, at) })),
      back: () => turn(back),
      forward: () => turn(forward),
    },
  };
});
