import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Tab<Value extends string = string> {
  value: Value;
  label: string;
  count?: number | undefined;
}

/** Views of one thing. `children` is the panel of the chosen tab. */
export function Tabs<Value extends string>({
  label,
  value,
  onChange,
  tabs,
  children,
}: {
  label: string;
  value: Value;
  onChange(value: Value): void;
  tabs: readonly Tab<Value>[];
  children: ReactNode;
}) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(chosen) => onChange(chosen as Value)}
      className="flex min-h-0 flex-col"
    >
      <Radix.List aria-label={label} className="flex flex-wrap gap-x-5 border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px h-9 cursor-pointer border-b-2 border-transparent text-ink-2 hover:text-ink data-[state=active]:border-act data-[state=active]:font-semibold data-[state=active]:text-ink"
          >
            {tab.label}
            {tab.count !== undefined && ` ${tab.count.toLocaleString('en-US')}`}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={value} className="min-h-0 flex-1">
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}
