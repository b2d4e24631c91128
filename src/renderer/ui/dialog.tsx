import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';

/** Asks for a reason, or confirms what cannot be taken back; anything else belongs in a panel. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  wide = false,
  children,
}: {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  /** What will happen, in a sentence or two under the title. */
  description?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="appears fixed inset-0 z-40 bg-(--scrim)" />
        <Radix.Content
          // Without a description there is nothing to point to.
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={cn(
            'appears fixed top-1/2 left-1/2 z-40 max-h-[calc(100vh-3rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 overflow-auto rounded-dialog bg-raised p-6 shadow-dialog',
            wide ? 'max-w-[40rem]' : 'max-w-[30rem]',
          )}
        >
          <div className="flex items-start gap-3">
            <Radix.Title className="min-w-0 flex-1 text-base leading-[1.375rem] font-semibold">
              {title}
            </Radix.Title>
            <Radix.Close
              aria-label="Close"
              className="-mt-1 -mr-1 grid size-7 shrink-0 cursor-pointer place-items-center rounded-control text-ink-2 hover:bg-neutral-soft"
            >
              <Icon of={X} />
            </Radix.Close>
          </div>
          {description !== undefined && (
            <Radix.Description asChild>
              <div className="mt-1.5 text-ink-2">{description}</div>
            </Radix.Description>
          )}
          <div className="mt-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The last line of a dialog: what leaves it alone first, what does it last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap items-center justify-end gap-2">{children}</div>;
}
