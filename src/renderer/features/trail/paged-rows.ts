import type { TrailRow } from '../../../shared/contract/bridge/trail';
import type { Refusal, Result } from '../../../shared/domain/result';

export const PAGE = 100;
/** Some four thousand rows: far more than a screen, little to keep. */
const MOST_PAGES = 40;
/** A leap, or pages going by faster than anyone reads, waits until the list stands still: what is flown over is
 * never asked for. */
const NEAR_PAGES = 2;
const STILL_MS = 60;
const READ_MS = 100;

export interface PagedRows {
  /** The row at a place of the list, undefined while it is not here. */
  at(place: number): TrailRow | undefined;
  /** Says which places are on the screen: what is missing around them is asked for, what is no longer wanted cancelled. */
  look(first: number, last: number): void;
  /** A place of a row that is here, by its place in the log. */
  placeOf(seq: number): number | undefined;
  /** Hears when rows came; returns its own unsubscribe. */
  subscribe(onRows: () => void): () => void;
  /** Rises when rows came. */
  version(): number;
  close(): void;
}

export interface PagedRowsOptions {
  total: number;
  /** Rows of the first page, already here. */
  first: readonly TrailRow[];
  fetch(offset: number, limit: number, signal: AbortSignal): Promise<Result<{ rows: TrailRow[] }>>;
  onRefusal(refusal: Refusal): void;
}

/** Rows of a list of any length, a page at a time, the ones looked at last kept. */
export function pagedRows({ total, first, fetch, onRefusal }: PagedRowsOptions): PagedRows {
  const pages = new Map<number, readonly TrailRow[]>([[0, first]]);
  const asked = new Map<number, AbortController>();
  let seen: { from: number; to: number } | null = null;
  /** When another page came by last, in milliseconds of the page's clock. */
  let turnedAt = -READ_MS;
  let still: ReturnType<typeof setTimeout> | null = null;
  let open = true;
  let version = 0;
  const listeners = new Set<() => void>();

  function wanted(from: number, to: number): number[] {
    const last = Math.max(0, Math.ceil(total / PAGE) - 1);
    const list: number[] = [];
    for (let page = from; page <= to; page += 1) list.push(page);
    // Then one on either side, for whoever goes on.
    list.push(to + 1, from - 1);
    return list.filter((page) => page >= 0 && page <= last && !pages.has(page));
  }

  function askFor(from: number, to: number): void {
    const list = wanted(from, to);
    for (const [page, stop] of asked) {
      if (page < from - 1 || page > to + 1) {
        asked.delete(page);
        stop.abort();
      }
    }
    for (const page of list) if (!asked.has(page)) void ask(page);
  }

  async function ask(page: number): Promise<void> {
    const stop = new AbortController();
    asked.set(page, stop);
    const result = await fetch(page * PAGE, Math.min(PAGE, total - page * PAGE), stop.signal);
    if (!open || stop.signal.aborted) return;
    asked.delete(page);
    if (!result.ok) {
      onRefusal(result);
      return;
    }
    keep(page, result.value.rows);
    version += 1;
    for (const listener of listeners) listener();
  }

  function keep(page: number, rows: readonly TrailRow[]): void {
    pages.set(page, rows);
    for (const old of pages.keys()) {
      if (pages.size <= MOST_PAGES) break;
      if (old !== 0 && (seen === null || old < seen.from - 1 || old > seen.to + 1)) pages.delete(old);
    }
  }

  return {
    at: (place) => pages.get(Math.floor(place / PAGE))?.[place % PAGE],
    look(firstPlace, lastPlace) {
      const from = Math.floor(Math.max(0, firstPlace) / PAGE);
      const to = Math.floor(Math.max(0, lastPlace) / PAGE);
      const leap = seen === null ? 0 : Math.abs(from - seen.from);
      const now = performance.now();
      const isFlying = leap > NEAR_PAGES || (leap > 0 && now - turnedAt < READ_MS);
      if (leap > 0) turnedAt = now;
      seen = { from, to };
      for (let page = from; page <= to; page += 1) {
        const rows = pages.get(page);
        // Looked at last, forgotten last: a map keeps the order in which its keys were set.
        if (rows !== undefined) {
          pages.delete(page);
          pages.set(page, rows);
        }
      }
      if (still !== null) clearTimeout(still);
      still = null;
      if (!isFlying) askFor(from, to);
      else still = setTimeout(() => askFor(from, to), STILL_MS);
    },
    placeOf(seq) {
      for (const [page, rows] of pages) {
        const found = rows.findIndex((row) => row.seq === seq);
        if (found >= 0) return page * PAGE + found;
      }
      return undefined;
    },
    subscribe(onRows) {
      listeners.add(onRows);
      return () => listeners.delete(onRows);
    },
    version: () => version,
    close() {
      open = false;
      if (still !== null) clearTimeout(still);
      for (const stop of asked.values()) stop.abort();
      asked.clear();
    },
  };
}
