import {
  ArrowLeft,
  ArrowRight,
  Bookmark,
  CloudUpload,
  Download,
  Filter,
  Keyboard,
  Lock,
  Monitor,
  Moon,
  Pause,
  Play,
  RefreshCw,
  Rows2,
  Rows4,
  Search,
  Sun,
  UserRoundCog,
  type LucideIcon,
} from 'lucide-react';
import type { Preferences } from '../../../shared/contract/bridge/settings';
import { exportScreen, openScreenViews } from '../../lib/screen-acts';
import { focusScreenFilter } from '../../lib/screen-filter';
import { routeNames, routes } from '../routes';
import type { Action } from './action';

/** The screens, in the order of the navigation. */
const goTo: readonly Action[] = routeNames.map((name, place) => ({
  id: `${name}.open`,
  group: 'Go to',
  title: routes[name].title,
  icon: routes[name].icon,
  shortcut: `Ctrl+${String(place + 1)}`,
  keywords: 'screen open go',
  run: ({ navigate }) => navigate.go(name),
}));

const theme = (to: Preferences['theme'], title: string, icon: LucideIcon): Action => ({
  id: `theme.${to}`,
  group: 'Look',
  title,
  icon,
  keywords: 'theme appearance colours colors mode',
  when: ({ preferences }) => preferences.theme !== to,
  run: ({ bridge }) => void bridge.call('settings.change', { theme: to }),
});

const density = (to: Preferences['density'], title: string, icon: LucideIcon): Action => ({
  id: `density.${to}`,
  group: 'Look',
  title,
  icon,
  keywords: 'density rows room spacing',
  when: ({ preferences }) => preferences.density !== to,
  run: ({ bridge }) => void bridge.call('settings.change', { density: to }),
});

export const lockAction: Action = {
  id: 'console.lock',
  group: 'Do',
  title: 'Lock',
  icon: Lock,
  shortcut: 'Ctrl+L',
  keywords: 'leave sign out close',
  run: ({ bridge }) => void bridge.call('gate.lock', {}),
};

/** One's own vault is closed before anybody else opens theirs: switching is locking. */
export const switchPersonAction: Action = {
  id: 'person.switch',
  group: 'Do',
  title: 'Switch person',
  icon: UserRoundCog,
  keywords: 'user account somebody else sign in',
  run: lockAction.run,
};

export const pauseAction: Action = {
  id: 'sync.pause',
  group: 'Do',
  title: 'Pause receiving',
  icon: Pause,
  keywords: 'sync stop',
  when: ({ sync }) => sync?.phase === 'up-to-date' || sync?.phase === 'receiving',
  run: ({ bridge }) => void bridge.call('sync.pause', {}),
};

export const resumeAction: Action = {
  id: 'sync.resume',
  group: 'Do',
  title: 'Resume receiving',
  icon: Play,
  keywords: 'sync go on continue',
  when: ({ sync }) => sync?.phase === 'paused',
  run: ({ bridge }) => void bridge.call('sync.resume', {}),
};

export const retryAction: Action = {
  id: 'sync.retry',
  group: 'Do',
  title: 'Try the platform now',
  icon: RefreshCw,
  keywords: 'sync again resume connect',
  when: ({ sync }) => sync?.phase === 'waiting' || sync?.phase === 'stopped',
  run: ({ bridge }) => void bridge.call('sync.resume', {}),
};

export const goOnlineAction: Action = {
  id: 'session.goOnline',
  group: 'Do',
  title: 'Go online…',
  icon: CloudUpload,
  keywords: 'sign in platform connect offline',
  when: ({ offline }) => offline,
  run: ({ show }) => show('go-online'),
};

export const paletteAction: Action = {
  id: 'palette.open',
  group: 'Help',
  title: 'Find a person, a patient, a command',
  icon: Search,
  shortcut: 'Ctrl+K',
  run: ({ show }) => show('palette'),
};

export const shortcutsAction: Action = {
  id: 'shortcuts.show',
  group: 'Help',
  title: 'Show shortcuts',
  icon: Keyboard,
  shortcut: '?',
  keywords: 'keys keyboard help',
  run: ({ show }) => show('shortcuts'),
};

export const exportAction: Action = {
  id: 'export.shown',
  group: 'Do',
  title: 'Export what is shown…',
  icon: Download,
  shortcut: 'Ctrl+E',
  keywords: 'save file csv spreadsheet download list',
  when: ({ canExport }) => canExport(),
  run: exportScreen,
};

export const viewsAction: Action = {
  id: 'views.open',
  group: 'Do',
  title: 'Open a saved view…',
  icon: Bookmark,
  shortcut: 'Ctrl+O',
  keywords: 'filter save views bookmark',
  when: ({ hasViews }) => hasViews(),
  run: openScreenViews,
};

/** Everything that can be done from anywhere, in the order of the palette. */
export const allActions: readonly Action[] = [
  ...goTo,
  lockAction,
  switchPersonAction,
  exportAction,
  viewsAction,
  goOnlineAction,
  pauseAction,
  resumeAction,
  retryAction,
  theme('light', 'Use the light theme', Sun),
  theme('dark', 'Use the dark theme', Moon),
  theme('system', 'Use this computer’s theme', Monitor),
  density('comfortable', 'Use comfortable rows', Rows2),
  density('compact', 'Use compact rows', Rows4),
  {
    id: 'history.back',
    group: 'Go to',
    title: 'Back',
    icon: ArrowLeft,
    shortcut: 'Alt+ArrowLeft',
    when: ({ history }) => history.past.length > 0,
    run: ({ navigate }) => navigate.back(),
  },
  {
    id: 'history.forward',
    group: 'Go to',
    title: 'Forward',
    icon: ArrowRight,
    shortcut: 'Alt+ArrowRight',
    when: ({ history }) => history.future.length > 0,
    run: ({ navigate }) => navigate.forward(),
  },
  {
    id: 'filter.focus',
    group: 'Go to',
    title: 'The filter of this screen',
    icon: Filter,
    shortcut: '/',
    when: ({ hasFilter }) => hasFilter(),
    run: focusScreenFilter,
  },
  paletteAction,
  shortcutsAction,
];
