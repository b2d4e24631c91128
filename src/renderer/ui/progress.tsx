import { Progress as Radix } from 'radix-ui';

/** How far something is. `total` null: not known yet, and so no bar is drawn to a length. */
export function Progress({
  label,
  done,
  total,
  note,
}: {
  label: string;
  done: number;
  total: number | null;
  /** After the count: "about 20 seconds". */
  note?: string | undefined;
}) {
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  const count =
    total === null
      ? done.toLocaleString('en-US')
      : `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`;
  const words = note === undefined ? count : `${count}, ${note}`;
  return (
    <div>
      <div className="mb-1.5 flex justify-between gap-4">
        <span>{label}</span>
        <span className="text-ink-2 tabular-nums">{words}</span>
      </div>
      <Radix.Root
        aria-label={label}
        value={share === null ? null : Math.round(share * 1000)}
        max={1000}
        getValueLabel={() => words}
        className="h-1.5 overflow-hidden rounded-full bg-neutral-soft forced-color-adjust-none"
      >
        <Radix.Indicator className="h-full rounded-full bg-act" style={{ width: `${(share ?? 0) * 100}%` }} />
      </Radix.Root>
    </div>
  );
}
