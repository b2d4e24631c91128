import { TextSearch } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { screenFilter } from '../../lib/screen-filter';
import { Icon } from '../../ui/icon';
import { KeyCap } from '../../ui/key-cap';

/** One field for any question; its words are understood as they are typed. */
export function SearchField({
  text,
  describedBy,
  onText,
  onLeave,
}: {
  text: string;
  /** Id of what says how it was understood. */
  describedBy: string;
  onText(text: string): void;
  /** To the list. */
  onLeave(): void;
}) {
  function press(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      if (text === '') onLeave();
      else onText('');
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <label className="relative flex h-10 min-w-60 flex-1 items-center rounded-control border border-line-strong bg-raised focus-within:border-act focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-act">
      <span className="sr-only">What to look for in the trail</span>
      <Icon of={TextSearch} className="ml-3 text-ink-2" />
      <input
        {...screenFilter}
        type="text"
        value={text}
        spellCheck={false}
        autoComplete="off"
        maxLength={400}
        aria-describedby={describedBy}
        placeholder="Who did what, to whom, when: failed sign-ins last week"
        onChange={(event) => onText(event.target.value)}
        onKeyDown={press}
        className="h-full min-w-0 flex-1 bg-transparent px-2.5 text-sm outline-none placeholder:text-ink-3"
      />
      <span className="mr-3 text-ink-3">{text === '' ? <KeyCap>/</KeyCap> : <KeyCap>Esc</KeyCap>}</span>
    </label>
  );
}
