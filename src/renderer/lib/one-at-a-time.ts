/**
 * Runs `ask` when called. Calls that come while it runs make it run once more afterwards, however many they are:
 * notices may come faster than answers, and the last answer must be younger than the last notice. `ask` must not
 * reject; it ends the runs by answering `false`.
 */
export function oneAtATime(ask: () => Promise<boolean>): () => void {
  let busy = false;
  let again = false;
  const run = async () => {
    busy = true;
    do again = false;
    while ((await ask()) && again);
    busy = false;
  };
  return () => {
    if (busy) again = true;
    else void run();
  };
}
