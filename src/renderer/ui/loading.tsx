import { useEffect, useState } from 'react';

/** Most answers are there before a word about waiting could be read. */
const QUIET_MS = 300;

/** Where an answer will stand: nothing at first, then one quiet line. */
export function Loading({ label }: { label: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p role="status" aria-busy="true" className="min-h-5 px-8 py-6 text-ink-3">
      {late ? label : ''}
    </p>
  );
}
