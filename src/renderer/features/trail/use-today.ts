import { useEffect, useState } from 'react';
import { startOfDay } from '../../lib/days';

const MINUTE_MS = 60_000;

/** Midnight at which the practice's present day began, in microseconds: drawn anew when the day changes. */
export function useToday(zone: string): number {
  const [now, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => {
      const next = Date.now() * 1000;
      setNow((kept) => (startOfDay(kept, zone) === startOfDay(next, zone) ? kept : next));
    }, MINUTE_MS);
    return () => clearInterval(timer);
  }, [zone]);
  return startOfDay(now, zone);
}
