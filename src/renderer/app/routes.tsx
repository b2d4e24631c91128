import { FileSearch, ScrollText, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Account, Practice } from '../../shared/contract/platform/auth';
import { AuditFile } from '../features/audit-file/audit-file';
import { Trail } from '../features/trail/trail';

export type RouteName = 'trail' | 'audit-file';

interface Route {
  title: string;
  icon: LucideIcon;
  screen(inside: { account: Account; practice: Practice }): ReactNode;
}

/** Every place one can be in the console, in the order of the navigation. */
export const routes: Readonly<Record<RouteName, Route>> = {
  trail: { title: 'Audit trail', icon: ScrollText, screen: (inside) => <Trail {...inside} /> },
  'audit-file': {
    title: 'Audit file',
    icon: FileSearch,
    screen: ({ practice }) => <AuditFile practice={practice} />,
  },
};
