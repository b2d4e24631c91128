import { LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from './icon';

/** What this person's role may not see, and who can change that. */
export function Denied({
  what,
  children = 'An administrator of the practice can change what your role may do.',
}: {
  /** Completes "Your role may not …": "read the audit trail". */
  what: string;
  children?: ReactNode;
}) {
  return (
    <div className="mx-8 my-6 flex max-w-[40rem] gap-3 rounded-panel border border-line-strong bg-raised p-4">
      <Icon of={LockKeyhole} className="mt-1 text-ink-2" />
      <div>
        <p className="font-record text-[1.0625rem] leading-[1.625rem]">Your role may not {what}.</p>
        <div className="mt-1 text-ink-2">{children}</div>
      </div>
    </div>
  );
}
