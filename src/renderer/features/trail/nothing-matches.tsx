import { counted } from '../../../shared/domain/words';
import { Button } from '../../ui/button';
import { Empty } from '../../ui/empty';
import type { Chip, ChipPart } from '../../../shared/domain/trail-filter-words';

/** More ways out than this are no help. */
const MOST = 3;

/** What was looked at, and which part of the filter to leave out. */
export function NothingMatches({
  size,
  chips,
  onRemove,
  onClear,
}: {
  size: number;
  chips: readonly Chip[];
  onRemove(part: ChipPart): void;
  onClear(): void;
}) {
  if (size === 0)
    return (
      <Empty title="No event has reached this computer yet.">
        The first ones come within seconds of a sign-in, once the platform answers.
      </Empty>
    );
  const quoted = chips.map(({ name, value }) => `“${name} ${value}”`);
  return (
    <Empty title="Nothing matches.">
      <p>
        {counted(size, 'event')} on this computer were looked at. {quoted.join(' with ')} leaves none.
      </p>
      <div className="mt-3 flex flex-wrap justify-center gap-2">
        {chips.slice(-MOST).map(({ part, name, value }) => (
          <Button key={part} onClick={() => onRemove(part)}>
            Remove “{name} {value}”
          </Button>
        ))}
        {chips.length > 1 && <Button onClick={onClear}>Clear all</Button>}
      </div>
    </Empty>
  );
}
