import type { FileFindings } from '../shared/contract/bridge/file';
import { MiB } from '../shared/contract/platform/call';
import type { AuditEventDraft } from '../shared/domain/audit-event/audit-event';
import { phiAccessLogs } from '../shared/domain/audit-event/seeds/phi-access-logs';
import { phiAuditLogs } from '../shared/domain/audit-event/seeds/phi-audit-logs';
import { fromSource } from '../shared/domain/audit-event/seeds/source-format';
import { vannahhealthcloud } from '../shared/domain/audit-event/seeds/vannahhealthcloud';
import { vantrexia } from '../shared/domain/audit-event/seeds/vantrexia';
import { err, ok, type Result } from '../shared/domain/result';
import { standardLimits, type ReadLimits } from './limits';
import { parseRecord } from './parse-record';
import { readText, UnreadableFile } from './read-text';
import { splitRecords } from './split-records';

type Reading = (record: unknown) => Result<AuditEventDraft>;

/** The record formats known here, by the name that events from them carry as `source.format`. */
const formats: Readonly<Record<string, Reading>> = {
  vantrexia: (record) => fromSource(vantrexia, record),
  vannahhealthcloud: (record) => fromSource(vannahhealthcloud, record),
  phi_access_logs: (record) => fromSource(phiAccessLogs, record),
  phi_audit_logs: (record) => fromSource(phiAuditLogs, record),
};

const MOST_NAMED = 100;
const MOST_SHOWN = 20;
/** UTF-16 units of JSON: half of what the reply may hold. */
const SHOWN_LENGTH = MiB;

/** What is in an audit file from outside. A record that does not fit is refused by its place; nothing is kept. */
export async function inspectFile(
  path: string,
  limits: ReadLimits = standardLimits,
): Promise<Result<FileFindings>> {
  try {
    return ok(await inspect(path, limits));
  } catch (error) {
    if (error instanceof UnreadableFile) {
      return err(
        error.tooLarge ? 'too-large' : 'invalid-request',
        error.message,
        'Export the audit records as JSON: one array, one object a line, or pages of the API.',
      );
    }
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT') return err('not-found', 'The file is not there any more.', 'Choose it again.');
    if (typeof code === 'string') {
      return err(
        'unavailable',
        'The file cannot be read.',
        'Check that you may read it and that its disk is there.',
      );
    }
    throw error;
  }
}

async function inspect(path: string, limits: ReadLimits): Promise<FileFindings> {
  const findings: FileFindings = {
    format: null,
    records: 0,
    refused: [],
    refusedCount: 0,
    first: null,
    last: null,
    sample: [],
  };
  let shown = 0;
  for await (const record of splitRecords(readText(path, limits), limits)) {
    if (findings.records === limits.records) {
      throw new UnreadableFile(`The file holds more than ${limits.records} records.`, true);
    }
    const place = findings.records;
    findings.records += 1;
    const draft =
      'refused' in record
        ? err('invalid-request', record.refused, '')
        : draftOf(record.text, findings, limits);
    if (!draft.ok) {
      findings.refusedCount += 1;
      if (findings.refused.length < MOST_NAMED)
        findings.refused.push({ record: place, message: draft.message });
      continue;
    }
    const { occurredAt } = draft.value;
    findings.first = Math.min(findings.first ?? occurredAt, occurredAt);
    findings.last = Math.max(findings.last ?? occurredAt, occurredAt);
    shown += findings.sample.length < MOST_SHOWN ? JSON.stringify(draft.value).length : 0;
    if (findings.sample.length < MOST_SHOWN && shown <= SHOWN_LENGTH) findings.sample.push(draft.value);
  }
  return findings;
}

/** The first record that fits a format decides which one the file is in. */
function draftOf(text: string, findings: FileFindings, limits: ReadLimits): Result<AuditEventDraft> {
  const record = parseRecord(text, limits);
  if (!record.ok) return record;
  const known = findings.format === null ? undefined : formats[findings.format];
  if (known !== undefined) return known(record.value);
  for (const [name, read] of Object.entries(formats)) {
    const draft = read(record.value);
    if (draft.ok) {
      findings.format = name;
      return draft;
    }
  }
  return err('invalid-request', 'The record fits none of the known formats.', '');
}
