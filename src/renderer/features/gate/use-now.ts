import { useEffect, useState } from 'react';

/** Microseconds since 1970, looked at again at every full minute. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const untilNextMinute = 60_000 - (Date.now() % 60_000);
    const timer = setTimeout(() => setNow(Date.now() * 1000), untilNextMinute);
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
