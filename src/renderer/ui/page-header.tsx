import type { ReactNode } from 'react';

/** The head of every screen: its title, a count or a date beside it, what can be done to the right. */
export function PageHeader({
  title,
  note,
  actions,
  children,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  /** A second line: the filter. */
  children?: ReactNode;
}) {
  return (
    <header className="flex flex-col gap-3 px-8 pt-4 pb-3.5 max-md:px-4">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
        {/* The focus comes here when a screen is opened, so that it is read out. */}
        <h1 tabIndex={-1} className="text-xl leading-7 font-semibold tracking-[-0.014em] outline-none">
          {title}
        </h1>
        {note !== undefined && <span className="text-ink-3">{note}</span>}
        {actions !== undefined && <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </header>
  );
}
