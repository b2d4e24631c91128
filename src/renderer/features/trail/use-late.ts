import { useEffect, useState } from 'react';

/** Most answers are there before a word about waiting could be read. */
const QUIET_MS = 300;

/** Whether something has been waited for long enough to say so. */
export function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(() => setLate(true), QUIET_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [waiting]);
  return waiting && late;
}
