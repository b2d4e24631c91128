import type { LucideIcon } from 'lucide-react';
import { cn } from './cn';

/** A picture beside a word, never instead of one: 16 px, in chips 14. */
export function Icon({
  of: Drawn,
  small = false,
  className,
}: {
  of: LucideIcon;
  small?: boolean;
  className?: string | undefined;
}) {
  return (
    <Drawn
      aria-hidden
      className={cn('shrink-0', small ? 'size-3.5' : 'size-4', className)}
      strokeWidth={1.75}
    />
  );
}
