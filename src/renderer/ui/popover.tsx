import { Popover as Radix } from 'radix-ui';
import { useState, type ReactElement, type ReactNode } from 'react';
import { cn } from './cn';

/** Something short beside what it belongs to. Its content may be given how to close it. */
export function Popover({
  trigger,
  label,
  side = 'bottom',
  align = 'start',
  className,
  reading = false,
  children,
}: {
  /** One button that takes a ref. */
  trigger: ReactElement;
  /** The popover's name for those who do not see where it stands. */
  label: string;
  side?: 'top' | 'right' | 'bottom' | 'left';
  align?: 'start' | 'center' | 'end';
  className?: string | undefined;
  /** It is text alone: the focus comes to it, so that the keyboard scrolls it. */
  reading?: boolean;
  children: ReactNode | ((close: () => void) => ReactNode);
}) {
  const [open, setOpen] = useState(false);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          {...(reading ? { tabIndex: 0 } : {})}
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={12}
          className={cn(
            'appears z-30 max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-1.5rem)] min-w-48 overflow-auto rounded-panel bg-raised p-3 shadow-pop',
            className,
          )}
        >
          {typeof children === 'function' ? children(() => setOpen(false)) : children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
