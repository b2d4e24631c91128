import { useEffect, useMemo, useState } from 'react';
import type { ShownPatient } from '../../../shared/contract/bridge/trail';
import { useBridge } from '../../lib/bridge-context';
import { pseudonymsIn, understand, type Known, type Understanding } from './understand';

const nothing: Understanding = { filter: {}, remarks: [] };

/**
 * What a sentence means, as it is typed. Pseudonyms in it are looked up first; until then it means what it meant
 * before, so that no filter flashes by.
 */
export function useUnderstanding(
  sentence: string,
  people: Known['people'],
  zone: string,
  today: number,
): Understanding & { patients: readonly ShownPatient[] } {
  const bridge = useBridge();
  const [found, setFound] = useState<ReadonlyMap<string, ShownPatient | null>>(new Map());
  const [last, setLast] = useState(nothing);
  const names = pseudonymsIn(sentence);
  const missing = names.filter((name) => !found.has(name)).join('|');

  useEffect(() => {
    if (missing === '') return undefined;
    const stop = new AbortController();
    for (const name of missing.split('|')) {
      void bridge.call('patients.find', { text: name, limit: 20 }, stop.signal).then((answer) => {
        if (stop.signal.aborted) return;
        const patients = answer.ok ? answer.value.patients : [];
        const named = patients.find(({ pseudonym }) => pseudonym?.toLowerCase() === name.toLowerCase());
        setFound((kept) => new Map(kept).set(name, named ?? null));
      });
    }
    return () => stop.abort();
  }, [bridge, missing]);

  const patients = useMemo(() => [...found.values()].filter((one) => one !== null), [found]);
  const fresh = useMemo(
    () => (missing === '' ? understand(sentence, { people, patients, zone, now: today }) : null),
    [sentence, people, patients, zone, today, missing],
  );
  if (fresh !== null && fresh !== last) setLast(fresh);
  const understood = fresh ?? last;
  return useMemo(() => ({ ...understood, patients }), [understood, patients]);
}
