export interface Spaced {
  /** Runs it now, or once at the end of the pause since it ran last. */
  (): void;
  /** What waits is not run any more. */
  cancel(): void;
}

/** `work`, at most once in `ms`, however often it is asked for, and never left out at the end. */
export function atMostEvery(ms: number, work: () => void): Spaced {
  let timer: NodeJS.Timeout | null = null;
  let due = false;

  function run(): void {
    due = false;
    timer = setTimeout(() => {
      timer = null;
      if (due) run();
    }, ms);
    work();
  }

  const spaced = () => {
    if (timer === null) run();
    else due = true;
  };
  return Object.assign(spaced, {
    cancel() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      due = false;
    },
  });
}
