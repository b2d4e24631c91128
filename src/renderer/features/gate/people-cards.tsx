import { UserPlus } from 'lucide-react';
import { useRef, type KeyboardEvent, type Ref } from 'react';
import type { KnownPerson } from '../../../shared/contract/bridge/gate';
import { Avatar } from '../../ui/avatar';
import { cn } from '../../ui/cn';
import { Icon } from '../../ui/icon';
import { KeyCap } from '../../ui/key-cap';

/** The id of somebody known here, or `else`: a name to be typed. */
export type Chosen = string;

/** More than fit in two rows of tall cards stand in low ones. */
const TALL_AT_MOST = 11;

interface Props {
  people: readonly KnownPerson[];
  chosen: Chosen | null;
  onChoose: (chosen: Chosen) => void;
  /** The first card, to bring the focus to. */
  first: Ref<HTMLButtonElement>;
}

/** The people of this computer side by side; a digit chooses from anywhere outside a field. */
export function PeopleCards({ people, chosen, onChoose, first }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const tall = people.length <= TALL_AT_MOST;

  function move(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const cards = [...(list.current?.querySelectorAll('button') ?? [])];
    const here = cards.findIndex((card) => card === document.activeElement);
    cards[(here + step + cards.length) % cards.length]?.focus();
  }

  const severalPractices = new Set(people.map(({ practice }) => practice.practiceId)).size > 1;
  const cards: { key: Chosen; name: string; below: string }[] = [
    ...people.map(({ personId, displayName, jobTitle, practice }) => ({
      key: personId,
      name: displayName,
      below: severalPractices ? `${jobTitle}, ${practice.name}` : jobTitle,
    })),
    { key: 'else', name: 'Someone else', below: 'First time on this computer' },
  ];
  return (
    <ul
      ref={list}
      aria-label="Who are you?"
      className={cn(
        'grid gap-3',
        tall
          ? 'grid-cols-[repeat(auto-fill,minmax(8.75rem,1fr))]'
          : '-m-1 max-h-80 grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] overflow-auto p-1',
      )}
    >
      {cards.map(({ key, name, below }, place) => (
        <li key={key}>
          <button
            ref={place === 0 ? first : undefined}
            type="button"
            aria-pressed={chosen === key}
            aria-keyshortcuts={place < 9 ? String(place + 1) : undefined}
            onClick={() => onChoose(key)}
            onKeyDown={move}
            className={cn(
              'relative flex w-full cursor-pointer rounded-panel border bg-raised text-left hover:border-line-strong',
              tall ? 'h-[9.625rem] flex-col p-3.5' : 'h-14 items-center gap-3 px-3',
              chosen === key
                ? 'border-act shadow-[0_0_0_1px_var(--act)] hover:border-act'
                : key === 'else'
                  ? 'border-dashed border-line-strong bg-transparent'
                  : 'border-line',
            )}
          >
            {key === 'else' ? (
              <span
                aria-hidden
                className="grid size-10 shrink-0 place-items-center rounded-full bg-neutral-soft text-ink-3"
              >
                <Icon of={UserPlus} />
              </span>
            ) : (
              <Avatar name={name} size="large" />
            )}
            <span className={cn('min-w-0', tall && 'mt-auto min-h-[3.25rem]')}>
              <span className="block truncate font-semibold">{name}</span>
              <span className={cn('text-xs text-ink-3', tall ? 'line-clamp-2' : 'block truncate')}>
                {below}
              </span>
            </span>
            {place < 9 && (
              <span aria-hidden className="absolute top-3.5 right-3.5 text-ink-2">
                <KeyCap>{String(place + 1)}</KeyCap>
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
