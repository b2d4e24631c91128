import { FileSearch, ScrollText, Settings as Gear, Sun, Users, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { AuditFile } from '../features/audit-file/audit-file';
import { People } from '../features/people/people';
import { Settings } from '../features/settings/settings';
import { Today } from '../features/today/today';
import { Trail } from '../features/trail/trail';
import type { Inside } from '../lib/inside';
import type { PlaceName, Places } from '../lib/navigate';
import type { Place } from './history';

interface Route<Name extends PlaceName> {
  title: string;
  icon: LucideIcon;
  /** Stands a little off the others in the navigation: it is about the console, not the practice. */
  apart?: boolean;
  screen(at: Places[Name], inside: Inside): ReactNode;
}

/** Every place one can be in the console, in the order of the navigation. */
export const routes: { readonly [Name in PlaceName]: Route<Name> } = {
  today: { title: 'Today', icon: Sun, screen: () => <Today /> },
  people: {
    title: 'People',
    icon: Users,
    screen: ({ personId, view }) => <People personId={personId} view={view} />,
  },
  trail: {
    title: 'Audit trail',
    icon: ScrollText,
    screen: ({ filter, seq }) => <Trail filter={filter} seq={seq} />,
  },
  'audit-file': {
    title: 'Audit file',
    icon: FileSearch,
    screen: (_at, { practice }) => <AuditFile practice={practice} />,
  },
  settings: { title: 'Settings', icon: Gear, apart: true, screen: () => <Settings /> },
};

export const routeNames = Object.keys(routes) as PlaceName[];

export function screenOf(place: Place, inside: Inside): ReactNode {
  // Name and parameters of a place belong together; the compiler does not follow that through an index.
  const route = routes[place.name] as Route<PlaceName>;
  return route.screen(place.at, inside);
}
