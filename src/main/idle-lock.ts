/** Locks when nobody has touched keyboard, mouse or screen for long, as seen by our own window. */
export interface IdleLock {
  /** Somebody is in, and it locks after so many minutes; again when that number changes. */
  watch(minutes: number): void;
  /** Nobody is in. */
  rest(): void;
  /** Somebody touched keyboard, mouse or screen. */
  input(): void;
}

/** Between the warning and the lock. */
export const WARNING_SECONDS = 20;

interface IdleParts {
  /** It locks in so many seconds; 0: it does not, somebody came back. */
  warn(seconds: number): void;
  lock(): void;
}

/** `now`: milliseconds of a clock that nobody sets. */
export function idleLock({ warn, lock }: IdleParts, now: () => number = () => performance.now()): IdleLock {
  let idleMs: number | null = null;
  let lastInput = 0;
  let warned = false;
  let timer: NodeJS.Timeout | undefined;

  /** One timer, however much input comes: it looks again at the earliest moment at which something may be due. */
  function look(): void {
    if (idleMs === null) return;
    const leftMs = lastInput + idleMs - now();
    if (leftMs <= 0) {
      rest();
      lock();
      return;
    }
    const toWarningMs = leftMs - WARNING_SECONDS * 1000;
    if (toWarningMs <= 0 && !warned) {
      warned = true;
      warn(Math.ceil(leftMs / 1000));
    }
    timer = setTimeout(look, toWarningMs > 0 ? toWarningMs : leftMs);
  }

  function rest(): void {
    clearTimeout(timer);
    idleMs = null;
    warned = false;
  }

  function input(): void {
    lastInput = now();
    if (!warned) return;
    warned = false;
    warn(0);
    clearTimeout(timer);
    look();
  }

  return {
    watch(minutes) {
      clearTimeout(timer);
      idleMs = minutes * 60_000;
      input();
      clearTimeout(timer);
      look();
    },
    rest,
    input,
  };
}
