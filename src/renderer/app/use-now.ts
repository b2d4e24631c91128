import { useEffect, useState } from 'react';

/** Often enough for words such as "40 seconds ago". */
const EVERY_MS = 10_000;

/** The present instant in microseconds, told anew every ten seconds. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() * 1000), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
