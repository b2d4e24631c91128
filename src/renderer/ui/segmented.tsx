import { ToggleGroup } from 'radix-ui';

/** Two to four ways to look at the same thing. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string;
  value: Value;
  onChange(value: Value): void;
  options: readonly { value: Value; label: string }[];
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      // Pressing the chosen one would leave none.
      onValueChange={(chosen) => {
        if (chosen !== '') onChange(chosen as Value);
      }}
      className="inline-flex h-8 rounded-control border border-line-strong bg-raised"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="cursor-pointer border-line px-3 text-ink-2 not-first:border-l first:rounded-l-[0.3125rem] last:rounded-r-[0.3125rem] hover:bg-rail data-[state=on]:bg-act-soft data-[state=on]:font-semibold data-[state=on]:text-act"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
