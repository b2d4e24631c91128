import { create } from 'zustand';
import type { Account, Practice } from '../../shared/contract/platform/auth';
import type { RouteName } from './routes';

interface ConsoleState {
  /** Null at the gate. */
  inside: { account: Account; practice: Practice } | null;
  route: RouteName;
  enter(inside: { account: Account; practice: Practice }): void;
  leave(): void;
  go(route: RouteName): void;
}

/** What the window itself remembers. Data of the practice is never kept here. */
export const useConsole = create<ConsoleState>()((set) => ({
  inside: null,
  route: 'trail',
  enter: (inside) => set({ inside, route: 'trail' }),
  leave: () => set({ inside: null }),
  go: (route) => set({ route }),
}));
