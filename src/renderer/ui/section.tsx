import { useId, type ReactNode } from 'react';
import { cn } from './cn';

/** A part of a screen under its own heading and a rule. */
export function Section({
  title,
  note,
  actions,
  className,
  children,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={cn('min-w-0', className)}>
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 border-b border-line pb-1">
        <h2 id={id} className="text-sm font-semibold">
          {title}
        </h2>
        {note !== undefined && <span className="text-ink-3">{note}</span>}
        {actions !== undefined && <div className="ml-auto flex items-center gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
