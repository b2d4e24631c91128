import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { missingCase, type Refusal } from '../../shared/domain/result';
import { counted } from '../../shared/domain/words';
import type { Bridge } from '../lib/bridge';
import { useBridge } from '../lib/bridge-context';
import type { Exporting, ExportRequest } from '../lib/exporting';
import { useToast } from '../ui/toast';

export interface ExportUnderWay extends Exporting {
  /** Lines written; null while the person is asked. */
  done: number | null;
  total: number;
  /** Why the last one did not come about, until it is put aside. */
  refusal: Refusal | null;
  cancel(): void;
  putAside(): void;
}

/** The one export of the console: it goes on while other screens are looked at. */
export function useExportUnderWay(): ExportUnderWay {
  const bridge = useBridge();
  const toast = useToast();
  const stop = useRef<AbortController | null>(null);
  const [total, setTotal] = useState<number | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  useEffect(() => bridge.on('export.progress', (progress) => setDone(progress.done)), [bridge]);

  const start = useCallback(
    (what: ExportRequest) => {
      if (stop.current !== null) return;
      const ours = new AbortController();
      stop.current = ours;
      setRefusal(null);
      setDone(null);
      setTotal(linesOf(what));
      const asked = begun(bridge, what, ours.signal);
      void asked.then((answer) => {
        stop.current = null;
        setTotal(null);
        if (answer.ok) {
          const { lines } = answer.value;
          if (lines !== null) toast({ text: `Exported ${counted(lines, 'line')}.` });
        } else if (answer.code === 'cancelled') toast({ text: answer.message });
        else setRefusal(answer);
      });
    },
    [bridge, toast],
  );
  const cancel = useCallback(() => stop.current?.abort(), []);
  const putAside = useCallback(() => setRefusal(null), []);

  return useMemo(
    () => ({ busy: total !== null, start, done, total: total ?? 0, refusal, cancel, putAside }),
    [total, start, done, refusal, cancel, putAside],
  );
}

function linesOf(what: ExportRequest): number {
  return what.call === 'export.chart' ? what.request.edges.length - 1 : what.request.count;
}

function begun(bridge: Bridge, what: ExportRequest, signal: AbortSignal) {
  // Name and request belong together; the compiler does not follow that through a union.
  switch (what.call) {
    case 'export.trail':
      return bridge.call(what.call, what.request, signal);
    case 'export.people':
      return bridge.call(what.call, what.request, signal);
    case 'export.chart':
      return bridge.call(what.call, what.request, signal);
    default:
      return missingCase(what);
  }
}
