import { ChevronDown, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import { Popover } from './popover';

/** One part of a filter, so that a row of them reads as a sentence: "who **Colleen Duffy**". */
export function FilterChip({
  name,
  value,
  chosen = false,
  onRemove,
  children,
}: {
  name: string;
  value: string;
  /** It narrows what is shown. */
  chosen?: boolean;
  onRemove?: (() => void) | undefined;
  /** What opens under it, where the value is changed; it may be given how to close it. */
  children: ReactNode | ((close: () => void) => ReactNode);
}) {
  return (
    <span
      className={cn(
        'inline-flex h-7 w-fit max-w-full items-stretch rounded-chip border',
        chosen ? 'border-act bg-act-soft' : 'border-line bg-raised',
      )}
    >
      <Popover
        label={name}
        trigger={
          <button
            type="button"
            className={cn(
              'flex min-w-0 cursor-pointer items-center gap-1.5 rounded-chip pl-2.5',
              onRemove === undefined ? 'pr-2' : 'pr-1',
            )}
          >
            <span className="text-ink-3">{name}</span>
            <span className={cn('truncate font-semibold', chosen ? 'text-act' : 'text-ink')}>{value}</span>
            <Icon of={ChevronDown} small className="text-ink-3" />
          </button>
        }
      >
        {children}
      </Popover>
      {onRemove !== undefined && (
        <button
          type="button"
          aria-label={`Remove ${name} ${value}`}
          onClick={onRemove}
          className="grid w-6 shrink-0 cursor-pointer place-items-center rounded-chip text-ink-3 hover:text-ink"
        >
          <Icon of={X} small />
        </button>
      )}
    </span>
  );
}
