import { initials } from '../lib/initials';
import { cn } from './cn';

/** Initials beside a name; says nothing that the name does not. */
export function Avatar({ name, size = 'small' }: { name: string; size?: 'small' | 'large' }) {
  return (
    <span
      aria-hidden
      className={cn(
        'grid shrink-0 place-items-center rounded-full bg-neutral-soft font-semibold text-ink-3',
        size === 'small' ? 'size-6 text-[0.6875rem]' : 'size-10 text-sm',
      )}
    >
      {initials(name)}
    </span>
  );
}
