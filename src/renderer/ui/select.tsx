import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { useId } from 'react';
import { styleNonce } from '../lib/style-nonce';
import { cn } from './cn';
import { Icon } from './icon';

export interface Option<Value extends string = string> {
  value: Value;
  label: string;
}

/** One of a few. `value` is never empty: Radix keeps the empty text for itself. */
export function Select<Value extends string>({
  label,
  hideLabel = false,
  value,
  onChange,
  options,
  disabled = false,
  className,
}: {
  label: string;
  hideLabel?: boolean;
  value: Value;
  onChange(value: Value): void;
  options: readonly Option<Value>[];
  disabled?: boolean;
  className?: string | undefined;
}) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block font-medium'}>
        {label}
      </label>
      <Radix.Root value={value} onValueChange={(chosen) => onChange(chosen as Value)} disabled={disabled}>
        <Radix.Trigger
          id={id}
          className="inline-flex h-8 w-full min-w-32 cursor-pointer items-center justify-between gap-2 rounded-control border border-line-strong bg-raised px-3 hover:bg-rail disabled:cursor-default disabled:border-line disabled:bg-neutral-soft disabled:text-ink-3"
        >
          <span className="truncate">
            <Radix.Value />
          </span>
          <Radix.Icon asChild>
            <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
          </Radix.Icon>
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            position="popper"
            sideOffset={6}
            collisionPadding={12}
            className="appears z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-panel bg-raised shadow-pop"
          >
            <Radix.Viewport nonce={styleNonce()} className="p-1">
              {options.map((option) => (
                <Radix.Item
                  key={option.value}
                  value={option.value}
                  className={cn(
                    'flex h-8 cursor-pointer items-center gap-2 rounded-control pr-2.5 pl-8 outline-none select-none data-highlighted:bg-act-soft',
                    'relative data-[state=checked]:font-medium',
                  )}
                >
                  <Radix.ItemIndicator className="absolute left-2.5">
                    <Icon of={Check} small className="text-act" />
                  </Radix.ItemIndicator>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                </Radix.Item>
              ))}
            </Radix.Viewport>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </div>
  );
}
