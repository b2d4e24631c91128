/** Tells whoever waits that the log has grown: one for all of this process's requests. */
export interface LogGrowth {
  /** The log holds `size` events. */
  grewTo(size: number): void;
  /** Somebody says that it does: where that is news and somebody waits for it, the database is asked. */
  told(size: number): void;
  /**
   * Waits until the log holds more than `size` events, at most `ms`; `over` when the time is, when `gone` is
   * aborted, and at `close`.
   */
  beyond(size: number, ms: number, gone: AbortSignal): Promise<'grew' | 'over'>;
  /** Ends every wait, and lets none begin. */
  close(): void;
}

/**
 * For a database that other nodes extend too: asked for its size while somebody waits, for all of them at once, unless
 * what other nodes tell is heard.
 */
export interface SizeSource {
  size(): Promise<number>;
  isHeard(): boolean;
  everyMs: number;
  failed: (error: unknown) => void;
}

export function logGrowth(source: SizeSource | null): LogGrowth {
  const waiters = new Set<{ size: number; wake: (how: 'grew' | 'over') => void }>();
  let newest = 0;
  let closed = false;
  let asking: NodeJS.Timeout | undefined;
  /** The most that was told since the database was asked. */
  let hint = 0;
  let isAsking = false;

  function grewTo(size: number): void {
    newest = Math.max(newest, size);
    for (const waiter of waiters) if (newest > waiter.size) waiter.wake('grew');
  }

  function askSoon(from: SizeSource): void {
    if (asking !== undefined || waiters.size === 0) return;
    asking = setTimeout(() => {
      asking = undefined;
      if (!from.isHeard() && waiters.size > 0) hint = Infinity;
      askIfTold(from);
      askSoon(from);
    }, from.everyMs);
  }

  /** Once for all that was told meanwhile. */
  function askIfTold(from: SizeSource): void {
    if (isAsking || closed || waiters.size === 0 || hint <= newest) return;
    isAsking = true;
    hint = 0;
    void from
      .size()
      .then(grewTo, (error: unknown) => {
        // Not at once: it is asked again at the next turn.
        hint = Infinity;
        from.failed(error);
        return 'failed' as const;
      })
      .then((how) => {
        isAsking = false;
        if (how !== 'failed') askIfTold(from);
      });
  }

  return {
    grewTo,
    told(size) {
      if (size > hint) hint = size;
      if (source !== null) askIfTold(source);
    },
    beyond(size, ms, gone) {
      if (newest > size) return Promise.resolve('grew');
      if (closed || gone.aborted || ms <= 0) return Promise.resolve('over');
      return new Promise((resolve) => {
        const waiter = {
          size,
          wake(how: 'grew' | 'over') {
            waiters.delete(waiter);
            clearTimeout(timer);
            gone.removeEventListener('abort', leave);
            resolve(how);
          },
        };
        const leave = () => waiter.wake('over');
        const timer = setTimeout(leave, ms);
        gone.addEventListener('abort', leave, { once: true });
        waiters.add(waiter);
        if (source === null) return;
        askSoon(source);
        askIfTold(source);
      });
    },
    close() {
      closed = true;
      clearTimeout(asking);
      for (const waiter of waiters) waiter.wake('over');
    },
  };
}
