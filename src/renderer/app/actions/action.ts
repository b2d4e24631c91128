import type { LucideIcon } from 'lucide-react';
import type { Preferences } from '../../../shared/contract/bridge/settings';
import type { SyncView } from '../../../shared/contract/bridge/sync';
import type { Bridge } from '../../lib/bridge';
import type { Navigate } from '../../lib/navigate';
import type { Overlay } from '../console-store';
import type { History } from '../history';
import type { Shortcut } from './shortcut';

/** What an action looks at and works on. */
export interface Around {
  bridge: Bridge;
  navigate: Navigate;
  history: History;
  offline: boolean;
  /** Undefined until the vault has said it. */
  sync: SyncView | undefined;
  preferences: Preferences;
  show(overlay: Overlay | null): void;
  /** Whether what is on the screen now can be narrowed. */
  hasFilter(): boolean;
  /** Whether what is on the screen now can be exported. */
  canExport(): boolean;
  /** Whether it is a list with saved views. */
  hasViews(): boolean;
}

export const actionGroups = ['Go to', 'Do', 'Look', 'Help'] as const;

/** One thing that can be done, once: shortcut, palette, menu and button all take it from here. */
export interface Action {
  /** `area.verb`, unique. */
  id: string;
  group: (typeof actionGroups)[number];
  /** Verb and object, as on a button. */
  title: string;
  icon: LucideIcon;
  shortcut?: Shortcut;
  /** Other words somebody may look for it by. */
  keywords?: string;
  /** Left out: at any time. */
  when?(around: Around): boolean;
  run(around: Around): void;
}

export function isPossible(action: Action, around: Around): boolean {
  return action.when?.(around) ?? true;
}
