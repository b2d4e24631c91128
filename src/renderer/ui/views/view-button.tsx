import { Check } from 'lucide-react';
import { Icon } from '../icon';

/** One view: its name, and what it shows. */
export function ViewButton({
  name,
  note,
  isShown,
  onApply,
}: {
  name: string;
  note: string;
  isShown: boolean;
  onApply(): void;
}) {
  return (
    <button
      type="button"
      data-view
      aria-pressed={isShown}
      onClick={onApply}
      className="flex w-full min-w-0 cursor-pointer items-start gap-2 rounded-control px-2 py-1.5 text-left hover:bg-act-soft focus-visible:bg-act-soft"
    >
      <span className="mt-0.5 w-3.5 shrink-0 text-act">{isShown && <Icon of={Check} small />}</span>
      <span className="min-w-0">
        <span className="block truncate font-medium">{name}</span>
        <span className="line-clamp-2 text-xs text-ink-3">{note}</span>
      </span>
    </button>
  );
}
