import { Plus } from 'lucide-react';
import { memo, useState } from 'react';
import { Icon } from '../../ui/icon';
import { FilterChip } from '../../ui/filter-chip';
import { Popover } from '../../ui/popover';
import { TextLink } from '../../ui/text-link';
import { ChipEditor } from './chip-editor';
import type { EditorProps } from './editor-props';
import {
  chipNames,
  chipParts,
  chipSentence,
  type Chip,
  type ChipPart,
} from '../../../shared/domain/trail-filter-words';

const addWords: Readonly<Record<ChipPart, string>> = {
  who: 'who did it',
  did: 'what was done',
  whom: 'which patient',
  kind: 'what kind of event',
  outcome: 'how it ended',
  when: 'when it happened',
  address: 'from which address',
  text: 'words in it',
};

type Shared = Omit<EditorProps, 'onChange' | 'close'>;

/** How the sentence was understood: chips that read as one, each changed or taken away by itself. */
export const FilterLine = memo(function FilterLine({
  id,
  chips,
  remarks,
  onPart,
  onClear,
  ...shared
}: Shared & {
  id: string;
  chips: readonly Chip[];
  remarks: readonly string[];
  onPart(part: ChipPart, change: EditorProps['filter']): void;
  onClear(): void;
}) {
  const used = new Set(chips.map(({ part }) => part));
  const left = chipParts.filter((part) => !used.has(part));
  return (
    <div className="flex gap-4">
      <span className="w-[6.75rem] shrink-0 leading-7 text-ink-3">
        {chips.length === 0 ? 'Shown' : 'Understood as'}
      </span>
      <div className="min-w-0">
        <div className="flex min-h-7 flex-wrap items-center gap-1.5">
          {chips.length === 0 && <span className="mr-1.5">every event</span>}
          {chips.map(({ part, name, value }) => (
            <FilterChip key={part} name={name} value={value} onRemove={() => onPart(part, {})}>
              {(close) => (
                <ChipEditor
                  {...shared}
                  part={part}
                  close={close}
                  onChange={(change) => onPart(part, change)}
                />
              )}
            </FilterChip>
          ))}
          {left.length > 0 && <AddPart {...shared} left={left} onPart={onPart} />}
          {chips.length > 1 && (
            <TextLink className="ml-2" onClick={onClear}>
              Clear all
            </TextLink>
          )}
        </div>
        <p
          id={id}
          aria-live="polite"
          className={remarks.length === 0 ? 'sr-only' : 'mt-1 text-xs text-ink-3'}
        >
          <span className="sr-only">Understood as: {chipSentence(chips)}. </span>
          {remarks.join(' ')}
        </p>
      </div>
    </div>
  );
});

/** Two steps in one place: which part, then what it says. */
function AddPart({
  left,
  onPart,
  ...shared
}: Shared & { left: readonly ChipPart[]; onPart(part: ChipPart, change: EditorProps['filter']): void }) {
  const [part, setPart] = useState<ChipPart | null>(null);
  return (
    <Popover
      label="Add to the filter"
      trigger={
        <button
          type="button"
          onClick={() => setPart(null)}
          className="inline-flex h-7 cursor-pointer items-center gap-1.5 rounded-chip border border-dashed border-line-strong px-2.5 text-ink-2 hover:bg-neutral-soft"
        >
          <Icon of={Plus} small /> Add
        </button>
      }
    >
      {(close) =>
        part === null ? (
          <div className="-m-2 flex w-56 flex-col">
            {left.map((one) => (
              <button
                key={one}
                type="button"
                onClick={() => setPart(one)}
                className="flex h-8 cursor-pointer items-center gap-2 rounded-control px-2.5 text-left hover:bg-act-soft focus-visible:bg-act-soft"
              >
                <span className="w-14 text-ink-3">{chipNames[one]}</span> {addWords[one]}
              </button>
            ))}
          </div>
        ) : (
          <ChipEditor {...shared} part={part} close={close} onChange={(change) => onPart(part, change)} />
        )
      }
    </Popover>
  );
}
