import type { ReactNode } from 'react';
import { utcTime } from '../lib/time';

/** Words that tell a point in time, in the practice’s zone; UTC on hover. `at`: microseconds, null where there is none. */
export function Moment({
  at,
  className,
  children,
}: {
  at: number | null;
  className?: string;
  children: ReactNode;
}) {
  if (at === null) return children;
  const utc = utcTime(at);
  return (
    <time dateTime={utc.replace(' UTC', 'Z')} title={utc} className={className}>
      {children}
    </time>
  );
}
