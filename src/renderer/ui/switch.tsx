import { Switch as Radix } from 'radix-ui';
import { useId } from 'react';

/** On or off, at once; the state stands beside it as a word. */
export function Switch({
  label,
  note,
  checked,
  onChange,
  disabled = false,
}: {
  label: string;
  note?: string | undefined;
  checked: boolean;
  onChange(checked: boolean): void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className="mt-px h-[1.125rem] w-[1.875rem] shrink-0 cursor-pointer rounded-full border border-line-strong bg-raised p-px transition-colors duration-[80ms] disabled:cursor-default data-[state=checked]:border-act data-[state=checked]:bg-act"
      >
        <Radix.Thumb className="block size-3.5 translate-x-0 rounded-full border border-transparent bg-line-strong transition-transform duration-[80ms] data-[state=checked]:translate-x-3 data-[state=checked]:bg-act-on" />
      </Radix.Root>
      <div>
        <label htmlFor={id} className="cursor-pointer">
          {label} <span className="font-semibold">{checked ? 'on' : 'off'}</span>
        </label>
        {note !== undefined && (
          <p id={`${id}-note`} className="text-xs text-ink-3">
            {note}
          </p>
        )}
      </div>
    </div>
  );
}
