import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from './icon';

/** Says of what is shown that it is as of the last time the platform was heard. */
export function OfflineNote({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-start gap-2 rounded-control bg-caution-soft px-3 py-2 text-caution">
      <Icon of={CloudOff} className="mt-0.5" />
      <span>{children}</span>
    </p>
  );
}
