import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import { Tooltip } from './tooltip';

type Props = Omit<ComponentProps<'button'>, 'children'> & { icon: LucideIcon; label: string };

/** A button without a word on it: the word is its name and its tooltip. */
export function IconButton({ icon, label, className, type = 'button', ...rest }: Props) {
  return (
    <Tooltip text={label}>
      <button
        type={type}
        aria-label={label}
        className={cn(
          'grid size-7 shrink-0 cursor-pointer place-items-center rounded-control text-ink-2 transition-colors duration-[80ms] hover:bg-neutral-soft disabled:cursor-default disabled:text-ink-3',
          className,
        )}
        {...rest}
      >
        <Icon of={icon} />
      </button>
    </Tooltip>
  );
}
