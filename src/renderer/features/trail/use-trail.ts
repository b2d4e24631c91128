import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Refusal } from '../../../shared/domain/result';
import { isEmptyFilter, type TrailFilter } from '../../../shared/domain/trail-filter';
import { useBridge } from '../../lib/bridge-context';
import { markAfterPaint } from '../../lib/marks';
import { pagedRows, type PagedRows } from './paged-rows';
import { takeTrail, type Taken } from './take-trail';

/** Between two keys of somebody typing fast; too short to be waited for. */
const CALM_MS = 120;

/** A trail on the screen and the rows of it that are here. */
export interface ShownTrail extends Taken {
  rows: PagedRows;
}

export interface TrailView {
  /** What was taken last; kept while another filter is being answered. Null until the first answer. */
  shown: ShownTrail | null;
  /** `shown` is not yet what was asked for, or not yet counted. */
  busy: boolean;
  /** Events that fit and came since: shown when asked for, so that nothing moves under a hand. */
  waiting: number;
  refusal: Refusal | null;
  /** Takes the trail as it stands now. */
  takeAnew(): void;
}

/** The events that fit `filter`, as they stood when they were asked for. */
export function useTrail(filter: TrailFilter, zone: string): TrailView {
  const bridge = useBridge();
  const [shown, setShown] = useState<ShownTrail | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(true);
  const [turn, takeAnew] = useReducer((before: number) => before + 1, 0);
  const key = JSON.stringify(filter);
  const open = useRef<PagedRows | null>(null);

  useEffect(() => {
    const stop = new AbortController();
    const given = JSON.parse(key) as TrailFilter;
    setBusy(true);
    const show = (taken: Taken) => {
      if (stop.signal.aborted) return;
      open.current?.close();
      const rows = pagedRows({
        total: taken.lines.rows,
        first: taken.first,
        fetch: (offset, limit, signal) =>
          bridge.call('trail.rows', { filter: given, size: taken.size, offset, limit }, signal),
        onRefusal: setRefusal,
      });
      open.current = rows;
      setRefusal(null);
      setShown({ ...taken, rows });
    };
    const { promise: calm, resolve: count } = withResolver();
    const timer = setTimeout(count, open.current === null ? 0 : CALM_MS);
    const clock = { zone, now: Date.now() * 1000 };
    void takeTrail(bridge, given, clock, stop.signal, show, calm).then((refused) => {
      if (stop.signal.aborted) return;
      setRefusal(refused);
      setBusy(false);
    });
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [bridge, key, zone, turn]);

  useEffect(() => () => open.current?.close(), []);

  const hasRows = shown !== null && shown.first.length > 0;
  useEffect(() => {
    if (hasRows) markAfterPaint('first-rows');
  }, [hasRows]);

  const waiting = useWaiting(shown);
  // The first events come in while the person looks at an empty list: those may draw themselves.
  const isFirst = shown !== null && shown.total === 0 && waiting > 0;
  useEffect(() => {
    if (isFirst) takeAnew();
  }, [isFirst]);

  const again = useCallback(() => takeAnew(), []);
  return useMemo(
    () => ({ shown, busy, waiting, refusal, takeAnew: again }),
    [shown, busy, waiting, refusal, again],
  );
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** How many events that fit have come since the trail was taken. */
function useWaiting(shown: ShownTrail | null): number {
  const bridge = useBridge();
  const [found, setFound] = useState({ of: '', count: 0 });
  const size = shown?.size ?? null;
  const total = shown?.total ?? null;
  const filterKey = shown === null ? null : JSON.stringify(shown.filter);
  const of = `${size} ${total} ${filterKey}`;

  useEffect(() => {
    if (size === null || total === null || filterKey === null) return undefined;
    const filter = JSON.parse(filterKey) as TrailFilter;
    const stop = new AbortController();
    let asking = false;
    let newest = size;
    const look = async () => {
      if (asking) return;
      asking = true;
      // Notices may come faster than a count: it is asked once more when it lags.
      for (let counted = size; counted < newest;) {
        const wanted = newest;
        const answer = await bridge.call('trail.count', { filter, size: wanted }, stop.signal);
        if (stop.signal.aborted || !answer.ok) break;
        setFound({ of, count: Math.max(0, answer.value.count - total) });
        counted = wanted;
      }
      asking = false;
    };
    const off = bridge.on('trail.changed', (changed) => {
      if (changed.size <= newest) return;
      newest = changed.size;
      if (isEmptyFilter(filter)) setFound({ of, count: newest - size });
      else void look();
    });
    return () => {
      off();
      stop.abort();
    };
  }, [bridge, size, total, filterKey, of]);

  return found.of === of ? found.count : 0;
}
