import { useCallback, useEffect, useState } from 'react';
import type { TrailRow, TrailStanding } from '../../../shared/contract/bridge/trail';
import type { Refusal } from '../../../shared/domain/result';
import { useBridge } from '../../lib/bridge-context';
import { markAfterPaint } from '../../lib/marks';

const PAGE = 100;

export interface TrailView {
  /** Newest first; null until the first answer. */
  rows: readonly TrailRow[] | null;
  standing: TrailStanding | null;
  /** Events received since the rows were drawn: shown when asked for, so that nothing moves under a hand. */
  waiting: number;
  refusal: Refusal | null;
  showNewest(): void;
  showEarlier(): void;
}

export function useTrail(): TrailView {
  const bridge = useBridge();
  const [rows, setRows] = useState<readonly TrailRow[] | null>(null);
  const [standing, setStanding] = useState<TrailStanding | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const load = useCallback(
    async (before: number | null) => {
      const result = await bridge.call('trail.listEvents', { before, limit: PAGE });
      if (!result.ok) {
        setRefusal(result);
        return;
      }
      setRefusal(null);
      setStanding(result.value.standing);
      // A page is added only below the line it was asked for: a late or second answer must make no gap and no double.
      setRows((kept) => {
        if (before === null) return result.value.rows;
        return kept?.at(-1)?.seq === before ? [...kept, ...result.value.rows] : kept;
      });
    },
    [bridge],
  );

  useEffect(() => {
    let current = true;
    void load(null);
    const off = bridge.on('trail.changed', () => {
      void bridge.call('trail.listEvents', { before: null, limit: 1 }).then((result) => {
        if (current && result.ok) setStanding(result.value.standing);
      });
    });
    return () => {
      current = false;
      off();
    };
  }, [bridge, load]);

  const drawn = rows !== null && rows.length > 0;
  useEffect(() => {
    if (drawn) markAfterPaint('first-rows');
  }, [drawn]);

  const shown = rows?.[0] === undefined ? 0 : rows[0].seq + 1;
  // The first events come in while the person looks at an empty list: those may draw themselves.
  const firstOnes = rows !== null && rows.length === 0 && standing !== null && standing.size > 0;
  useEffect(() => {
    if (firstOnes) void load(null);
  }, [firstOnes, load]);

  const earliest = rows?.[rows.length - 1]?.seq ?? 0;
  return {
    rows,
    standing,
    waiting: Math.max(0, (standing?.size ?? 0) - shown),
    refusal,
    showNewest: () => void load(null),
    showEarlier: () => {
      if (earliest > 0) void load(earliest);
    },
  };
}
