import { RadioGroup as Radix } from 'radix-ui';
import { useId } from 'react';
import { cn } from './cn';

/** One of a few, all of them in sight. */
export function RadioGroup<Value extends string>({
  label,
  hideLabel = false,
  value,
  onChange,
  options,
  inline = false,
}: {
  label: string;
  hideLabel?: boolean;
  value: Value | null;
  onChange(value: Value): void;
  options: readonly { value: Value; label: string; note?: string | undefined }[];
  /** Beside each other, for short words. */
  inline?: boolean;
}) {
  const id = useId();
  return (
    <div>
      <span id={id} className={hideLabel ? 'sr-only' : 'mb-1.5 block font-medium'}>
        {label}
      </span>
      <Radix.Root
        aria-labelledby={id}
        value={value ?? ''}
        onValueChange={(chosen) => onChange(chosen as Value)}
        className={cn('flex', inline ? 'flex-wrap gap-x-5 gap-y-1.5' : 'flex-col gap-2')}
      >
        {options.map((option) => (
          <div key={option.value} className="flex items-start gap-2.5">
            <Radix.Item
              id={`${id}-${option.value}`}
              value={option.value}
              aria-describedby={option.note === undefined ? undefined : `${id}-${option.value}-note`}
              className="mt-0.5 grid size-4 shrink-0 cursor-pointer place-items-center rounded-full border border-line-strong bg-raised data-[state=checked]:border-[0.3125rem] data-[state=checked]:border-act"
            />
            <div>
              <label htmlFor={`${id}-${option.value}`} className="cursor-pointer">
                {option.label}
              </label>
              {option.note !== undefined && (
                <p id={`${id}-${option.value}-note`} className="text-xs text-ink-3">
                  {option.note}
                </p>
              )}
            </div>
          </div>
        ))}
      </Radix.Root>
    </div>
  );
}
