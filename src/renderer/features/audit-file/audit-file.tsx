import { FileSearch } from 'lucide-react';
import { useState } from 'react';
import type { FileFindings } from '../../../shared/contract/bridge/file';
import type { Practice } from '../../../shared/contract/platform/auth';
import { eventSentence } from '../../../shared/domain/audit-event/sentence';
import type { Refusal } from '../../../shared/domain/result';
import { useBridge } from '../../lib/bridge-context';
import { dayAndTime } from '../../lib/time';
import { Button } from '../../ui/button';
import { Empty } from '../../ui/empty';
import { Failure } from '../../ui/failure';
import { Moment } from '../../ui/moment';
import { PageHeader } from '../../ui/page-header';

/** As people call the systems whose formats are known. */
const formatTitles: Readonly<Record<string, string>> = {
  phi_audit_logs: 'the Experimentation Platform (EP-050)',
  phi_access_logs: 'a phi_access_logs table',
  vannahhealthcloud: 'VannahHealthCloud',
  vantrexia: 'Vantrexia',
};

const count = (n: number, one: string) => `${n.toLocaleString('en-US')} ${n === 1 ? one : `${one}s`}`;

/** Says what is in an audit file of another system, before anybody relies on it. */
export function AuditFile({ practice }: { practice: Practice }) {
  const bridge = useBridge();
  const [findings, setFindings] = useState<FileFindings | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);

  async function choose() {
    setBusy(true);
    setRefusal(null);
    const result = await bridge.call('file.inspect', {});
    setBusy(false);
    if (!result.ok) setRefusal(result);
    else if (result.value.findings !== null) setFindings(result.value.findings);
  }

  return (
    <section className="flex h-full flex-col overflow-auto">
      <PageHeader
        title="Audit file"
        note="From another system, read apart, nothing kept"
        actions={
          <Button kind="primary" disabled={busy} onClick={() => void choose()}>
            <FileSearch aria-hidden className="size-4" strokeWidth={1.75} />{' '}
            {busy ? 'Reading…' : 'Choose a file…'}
          </Button>
        }
      />
      <div className="flex-1 border-t border-line">
        {refusal !== null && (
          <div className="m-8">
            <Failure refusal={refusal} />
          </div>
        )}
        {refusal === null && findings === null && (
          <Empty title="No file is open.">
            Choose a JSON or NDJSON file with audit records of a platform Wardkeeper knows. It is read by a
            process without network or keys.
          </Empty>
        )}
        {refusal === null && findings !== null && <Found findings={findings} zone={practice.timeZone} />}
      </div>
    </section>
  );
}

function Found({ findings, zone }: { findings: FileFindings; zone: string }) {
  const { format, records, refusedCount, first, last } = findings;
  return (
    <div className="px-8 py-5">
      <p className="max-w-[60ch] font-record text-xl leading-[1.875rem]">
        {format === null
          ? 'None of the record formats that Wardkeeper knows fits this file.'
          : `${count(records, 'record')} in the format of ${formatTitles[format] ?? format}${refusedCount === 0 ? ', all readable.' : `; ${count(refusedCount, 'record')} cannot be read.`}`}
      </p>
      {first !== null && last !== null && (
        <p className="mt-1 text-ink-2">
          From <Moment at={first}>{dayAndTime(first, zone)}</Moment> to{' '}
          <Moment at={last}>{dayAndTime(last, zone)}</Moment>.
        </p>
      )}
      {findings.sample.length > 0 && (
        <>
          <h2 className="mt-6 mb-1 text-sm font-semibold">
            {findings.sample.length === 1
              ? 'As this console reads it'
              : `The first ${findings.sample.length}, as this console reads them`}
          </h2>
          <ol className="border-t border-line">
            {findings.sample.map((event, place) => (
              <li key={place} className="flex gap-4 border-b border-line py-1">
                <Moment className="w-56 shrink-0 text-ink-2 tabular-nums" at={event.occurredAt}>
                  {dayAndTime(event.occurredAt, zone)}
                </Moment>
                <span>{eventSentence(event)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
      {findings.refused.length > 0 && (
        <>
          <h2 className="mt-6 mb-1 text-sm font-semibold">Records that cannot be read</h2>
          <ol className="border-t border-line">
            {findings.refused.map(({ record, message }) => (
              <li key={record} className="flex gap-4 border-b border-line py-1">
                <span className="w-56 shrink-0 text-ink-2">
                  Record {(record + 1).toLocaleString('en-US')}
                </span>
                <span>{message}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
