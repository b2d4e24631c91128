import type { ReactNode } from 'react';

/** What can be set, what it means, and the control to the right. */
export function SettingRow({
  name,
  note,
  children,
}: {
  name: string;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-2 border-b border-line py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{name}</p>
        {note !== undefined && <p className="text-ink-3">{note}</p>}
      </div>
      <div className="shrink-0">{children}</div>
    </div>
  );
}
