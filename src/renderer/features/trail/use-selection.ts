import { useCallback, useState, useSyncExternalStore } from 'react';
import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { isEmptyFilter } from '../../../shared/domain/trail-filter';
import type { ShownTrail } from './use-trail';

/** The row one is on, by its place in the list and, once it is here, by its place in the log. */
interface Selected {
  place: number | null;
  seq: number | null;
  /** The last row that was seen there: it stays on the screen while another list is drawn. */
  row: TrailRow | undefined;
}

export interface Selection {
  place: number | null;
  /** Place in the log of the event in the panel, null while the panel is closed. */
  openSeq: number | null;
  openRow: TrailRow | undefined;
  moveTo(place: number): void;
  openAt(place: number): void;
  /** Opens an event that may not be in the list; gives its place where it is. */
  openRowOf(row: TrailRow): number | null;
  close(): void;
}

/** Which event is on hand. It stays the same event when new ones come above it or another filter is set. */
export function useSelection(shown: ShownTrail | null, opened: number | null): Selection {
  const [selected, setSelected] = useState<Selected>({ place: null, seq: opened, row: undefined });
  const [open, setOpen] = useState(opened !== null);
  const [before, setBefore] = useState<ShownTrail | null>(null);

  // Both are settled while drawing: a frame with the wrong row selected would be seen.
  const another = shown !== null && shown !== before;
  const moved = another ? inAnother(selected, before, shown) : selected;
  // Rows come by themselves: only the one on hand draws the screen anew.
  const row = useSyncExternalStore(shown?.rows.subscribe ?? never, () =>
    moved.place === null ? undefined : shown?.rows.at(moved.place),
  );
  const now: Selected =
    row !== undefined && (moved.seq === null || moved.seq === row.seq)
      ? { place: moved.place, seq: row.seq, row }
      : moved;
  if (another) setBefore(shown);
  if (now.place !== selected.place || now.seq !== selected.seq || now.row !== selected.row) setSelected(now);

  const at = useCallback(
    (place: number): Selected => {
      const found = shown?.rows.at(place);
      return { place, seq: found?.seq ?? null, row: found };
    },
    [shown],
  );
  const close = useCallback(() => setOpen(false), []);
  return {
    place: now.place,
    openSeq: open ? now.seq : null,
    openRow: open && now.row?.seq === now.seq ? now.row : undefined,
    moveTo: (place) => setSelected(at(place)),
    openAt: (place) => {
      setSelected(at(place));
      setOpen(true);
    },
    openRowOf: (other) => {
      const place = shown === null ? null : placeIn(shown, other.seq);
      setSelected({ place, seq: other.seq, row: other });
      setOpen(true);
      return place;
    },
    close,
  };
}

const never = () => () => undefined;

/** Where the selected event stands in a list that was taken after the one it was selected in. */
function inAnother(selected: Selected, from: ShownTrail | null, to: ShownTrail): Selected {
  if (selected.seq === null || (from !== null && from.first === to.first && selected.place !== null))
    return selected;
  return { ...selected, place: placeIn(to, selected.seq) };
}

function placeIn({ filter, size, total, rows, lines }: ShownTrail, seq: number): number | null {
  const found = rows.placeOf(seq);
  if (found !== undefined) return found;
  // Without a filter the list is the log, from its end.
  const place = size - 1 - seq;
  return isEmptyFilter(filter) && total === size && place >= 0 && place < lines.rows ? place : null;
}
