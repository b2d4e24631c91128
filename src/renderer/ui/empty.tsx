import type { ReactNode } from 'react';

/** Nothing to show: what was looked at, and what to do about it. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-8 my-6 rounded-panel border border-dashed border-line-strong p-8 text-center">
      <p className="font-record text-[1.0625rem] leading-[1.625rem]">{title}</p>
      <div className="mt-1 text-ink-3">{children}</div>
    </div>
  );
}
