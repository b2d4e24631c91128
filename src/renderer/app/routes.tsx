import { FileSearch, ScrollText, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Practice } from '../../shared/contract/platform/auth';
import { AuditFile } from '../features/audit-file/audit-file';
import { Trail } from '../features/trail/trail';

export type RouteName = 'trail' | 'audit-file';

interface Route {
  title: string;
  icon: LucideIcon;
  screen(practice: Practice): ReactNode;
}

/** Every place one can be in the console, in the order of the navigation. */
export const routes: Readonly<Record<RouteName, Route>> = {
  trail: { title: 'Audit trail', icon: ScrollText, screen: (practice) => <Trail practice={practice} /> },
  'audit-file': {
    title: 'Audit file',
    icon: FileSearch,
    screen: (practice) => <AuditFile practice={practice} />,
  },
};
