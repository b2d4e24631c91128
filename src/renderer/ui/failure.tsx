import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Refusal } from '../../shared/domain/result';

/** What did not happen, one way out, and the code in small. */
export function Failure({ refusal, children }: { refusal: Refusal; children?: ReactNode }) {
  return (
    <div role="alert" className="flex gap-3 rounded-panel border border-breach bg-raised p-3">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-breach" strokeWidth={1.75} />
      <div className="min-w-0">
        <p className="font-semibold">{refusal.message}</p>
        <p className="text-ink-2">{refusal.hint}</p>
        <div className="mt-2 flex items-center gap-3">
          {children}
          <span className="text-xs text-ink-3">Code {refusal.code}</span>
        </div>
      </div>
    </div>
  );
}
