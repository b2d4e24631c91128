import { useRef, useState, type KeyboardEvent } from 'react';
import { totalOf, type ChartBar } from './bars';
import { AXIS_PX } from './plot';

/**
 * A button over each bar, as wide as its place and as high as the chart, so that a small bar is hit as easily as
 * a high one. One of them is in the order of the Tab key; arrows go to the others.
 */
export function BarButtons({
  bars,
  counted,
  marked,
  onPick,
  onPoint,
}: {
  bars: readonly ChartBar[];
  /** "41 events" */
  counted(count: number): string;
  marked: string | undefined;
  onPick(key: string): void;
  /** The bar that is pointed at or focused, undefined for none. */
  onPoint(bar: ChartBar | undefined): void;
}) {
  const group = useRef<HTMLDivElement>(null);
  const [reached, setReached] = useState<string | null>(null);
  const inOrder = bars.some(({ key }) => key === reached) ? reached : (marked ?? bars.at(-1)?.key);

  function move(event: KeyboardEvent) {
    const buttons = [...(group.current?.querySelectorAll('button') ?? [])];
    const here = buttons.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[Math.min(Math.max(0, to), buttons.length - 1)]?.focus();
  }

  return (
    <div
      ref={group}
      role="toolbar"
      aria-label="Bars: Left and Right go along them, Enter shows one alone"
      onKeyDown={move}
      onPointerLeave={() => onPoint(undefined)}
      className="absolute inset-y-0 right-0 flex"
      style={{ left: AXIS_PX }}
    >
      {bars.map((bar) => (
        <button
          key={bar.key}
          type="button"
          tabIndex={bar.key === inOrder ? 0 : -1}
          aria-label={`${bar.name}: ${counted(totalOf(bar))}`}
          aria-pressed={bar.key === marked}
          onClick={() => onPick(bar.key)}
          onPointerEnter={() => onPoint(bar)}
          onFocus={() => {
            setReached(bar.key);
            onPoint(bar);
          }}
          onBlur={() => onPoint(undefined)}
          // In forced colours an edge that nobody sees would be drawn through the chart.
          className={`min-w-0 flex-1 cursor-pointer rounded-chip border forced-color-adjust-none ${bar.key === marked ? 'border-act' : 'border-transparent hover:border-line-strong'}`}
        />
      ))}
    </div>
  );
}
