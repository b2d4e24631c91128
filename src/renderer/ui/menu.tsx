import type { LucideIcon } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import { KeyCap } from './key-cap';

export interface MenuItem {
  label: string;
  icon?: LucideIcon | undefined;
  /** As on the keyboard: `Ctrl L`. */
  shortcut?: string | undefined;
  danger?: boolean;
  disabled?: boolean;
  onSelect(): void;
}

/** Acts on the thing whose button opens it. */
export function Menu({
  trigger,
  items,
  header,
  align = 'end',
}: {
  /** One button that takes a ref; its name is the menu's. */
  trigger: ReactElement;
  items: readonly MenuItem[];
  /** Above the items: whom or what they are about. */
  header?: ReactNode;
  align?: 'start' | 'end';
}) {
  return (
    // Drawn where its button is, so that it belongs to the same part of the page; the rest of it stays readable.
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Content
        align={align}
        sideOffset={6}
        collisionPadding={12}
        className="appears z-30 min-w-52 font-normal text-ink rounded-panel bg-raised p-1 shadow-pop"
      >
        {header !== undefined && <div className="mb-1 border-b border-line px-2.5 pt-1.5 pb-2">{header}</div>}
        {items.map(({ label, icon, shortcut, danger = false, disabled = false, onSelect }) => (
          <Radix.Item
            key={label}
            disabled={disabled}
            onSelect={onSelect}
            className={cn(
              'flex h-8 cursor-pointer items-center gap-2.5 rounded-control px-2.5 outline-none data-disabled:cursor-default data-disabled:text-ink-3 data-highlighted:bg-act-soft',
              danger && 'text-breach',
            )}
          >
            {icon !== undefined && <Icon of={icon} className={danger ? undefined : 'text-ink-2'} />}
            {label}
            {shortcut !== undefined && (
              <span className="ml-auto pl-4 text-ink-3">
                <KeyCap>{shortcut}</KeyCap>
              </span>
            )}
          </Radix.Item>
        ))}
      </Radix.Content>
    </Radix.Root>
  );
}
