import { Check } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import { useId, type ReactNode } from 'react';

/** One of several that may be chosen together. */
export function Checkbox({
  label,
  checked,
  onChange,
  disabled = false,
}: {
  label: ReactNode;
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
        onCheckedChange={(state) => onChange(state === true)}
        disabled={disabled}
        className="mt-0.5 grid size-4 shrink-0 cursor-pointer place-items-center rounded-chip border border-line-strong bg-raised disabled:cursor-default disabled:bg-neutral-soft data-[state=checked]:border-act data-[state=checked]:bg-act"
      >
        <Radix.Indicator>
          <Check aria-hidden className="size-3 text-act-on" strokeWidth={3} />
        </Radix.Indicator>
      </Radix.Root>
      <label htmlFor={id} className="cursor-pointer">
        {label}
      </label>
    </div>
  );
}
