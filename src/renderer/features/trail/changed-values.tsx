import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { z } from 'zod';
import type { openChanges } from '../../../shared/contract/bridge/trail';
import type { Refusal } from '../../../shared/domain/result';
import { useBridge } from '../../lib/bridge-context';
import { useInside } from '../../lib/inside';
import { Button } from '../../ui/button';
import { Failure } from '../../ui/failure';
import { Field } from '../../ui/field';
import { OfflineNote } from '../../ui/offline-note';
import { fieldName, valueText } from './field-words';

type Opened = z.output<typeof openChanges.reply>['changes'];

/** As long as anything that is revealed stays on a screen that many people pass. */
const SHOWN_MS = 10 * 60_000;

/**
 * The old and new values of a change, which lie sealed in the record: the platform opens them for whoever says why.
 * They are nowhere but on the screen, and gone from it with the event.
 */
export function ChangedValues({ seq }: { seq: number }) {
  const { offline, permissions } = useInside();
  /** `back`: it was asked, and the button has the keys again. */
  const [asking, setAsking] = useState<'no' | 'yes' | 'back'>('no');
  const [opened, setOpened] = useState<Opened | null>(null);
  useEffect(() => {
    if (opened === null) return undefined;
    const hide = setTimeout(() => {
      setAsking('no');
      setOpened(null);
    }, SHOWN_MS);
    return () => clearTimeout(hide);
  }, [opened]);

  if (permissions !== null && !permissions.includes('audit:open')) {
    return <p className="mt-2 text-ink-2">The values are sealed, and your role may not open them.</p>;
  }
  if (opened !== null) {
    return (
      <Values
        opened={opened}
        onHide={() => {
          setAsking('back');
          setOpened(null);
        }}
      />
    );
  }
  if (offline) {
    return (
      <div className="mt-2">
        <OfflineNote>The values are sealed. The platform opens them: go online to see them.</OfflineNote>
      </div>
    );
  }
  if (asking !== 'yes') {
    return (
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="text-ink-2">The values are sealed. Whoever opens them says why.</p>
        <Button size="small" autoFocus={asking === 'back'} onClick={() => setAsking('yes')}>
          Show the values…
        </Button>
      </div>
    );
  }
  return <AskWhy seq={seq} onOpened={setOpened} onCancel={() => setAsking('back')} />;
}

interface AskProps {
  seq: number;
  onOpened(changes: Opened): void;
  onCancel(): void;
}

function AskWhy({ seq, onOpened, onCancel }: AskProps) {
  const bridge = useBridge();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const asked = useRef<AbortController | null>(null);
  // Whoever goes back or away does not see them after all.
  useEffect(() => () => asked.current?.abort(), []);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || reason.trim() === '') return;
    setBusy(true);
    setRefusal(null);
    const { signal } = (asked.current = new AbortController());
    // Looking into what was done to a record is health care operations (45 CFR 164.501).
    const request = { seq, purpose: 'operations', reason: reason.trim() } as const;
    const reply = await bridge.call('trail.openChanges', request, signal);
    if (signal.aborted) return;
    setBusy(false);
    if (reply.ok) onOpened(reply.value.changes);
    else setRefusal(reply);
  }

  return (
    <form
      onSubmit={(event) => void submit(event)}
      // On the way down: the panel around it would close on the way up.
      onKeyDownCapture={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
      className="mt-2"
    >
      <Field
        label="Why you need to see the values"
        note="The record keeps this sentence with your name, and “operations” as the purpose."
        autoFocus
        required
        autoComplete="off"
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="mt-3 flex items-center gap-2">
        <Button kind="primary" type="submit" aria-disabled={busy} disabled={reason.trim() === ''}>
          {busy ? 'Opening…' : 'Show the values'}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <div aria-live="polite" className="mt-3 empty:mt-0">
        {refusal !== null && <Failure refusal={refusal} />}
      </div>
    </form>
  );
}

function Values({ opened, onHide }: { opened: Opened; onHide(): void }) {
  const values = useRef<HTMLDivElement>(null);
  // Whoever listens hears what is here, and then the table.
  useEffect(() => values.current?.focus(), []);
  return (
    <div ref={values} tabIndex={-1} aria-label="The values" role="group" className="mt-2 outline-none">
      <p className="text-ink-2">
        The record says that you opened them. They are not kept on this computer, and are hidden after ten
        minutes.
      </p>
      <table className="mt-2 w-full table-fixed border-collapse text-left">
        <thead className="text-ink-3">
          <tr className="border-b border-line">
            <th scope="col" className="w-26 py-1 font-normal">
              Field
            </th>
            <th scope="col" className="py-1 pr-3 font-normal">
              Before
            </th>
            <th scope="col" className="py-1 font-normal">
              After
            </th>
          </tr>
        </thead>
        <tbody>
          {opened.map(({ field, old, new: next }) => (
            <tr key={field} className="border-b border-line align-top">
              <th scope="row" className="py-1 font-normal text-ink-3">
                {fieldName(field)}
              </th>
              <td className="py-1 pr-3 break-words">
                <Value text={valueText(field, old)} />
              </td>
              <td className="py-1 break-words">
                <Value text={valueText(field, next)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button size="small" className="mt-3" onClick={onHide}>
        Hide the values
      </Button>
    </div>
  );
}

function Value({ text }: { text: string | null }) {
  return text === null ? <span className="text-ink-3">none</span> : text;
}
