import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspectFile } from '../../../src/reader/inspect';
import { standardLimits } from '../../../src/reader/limits';
import { fromReader } from '../../../src/shared/contract/process/reader';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  path = join(folder, 'audit.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

const accessLog = (i: number) => ({
  id: `a${i}`,
  user_id: 'u-7',
  patient_id: `p-${i}`,
  encounter_id: null,
  action: 'read',
  resource_type: 'Patient',
  resource_id: `p-${i}`,
  phi_fields: ['name'],
  ip_address: '10.0.0.4',
  user_agent: null,
  session_id: null,
  timestamp: `2026-03-0${1 + (i % 9)}T10:00:00Z`,
  justification: null,
});
const vantrexiaLog = {
  id: 1,
  timestamp: '2026-03-04T10:00:00Z',
  user: 4,
  action: 'READ',
  resource_type: 'Patient',
  resource_id: '9',
  ip_address: '10.0.0.4',
  user_agent: 'x',
  details: { volume: { bytes: 12 } },
};
const phiAuditLog = {
  id: 'e1',
  user_id: 'u1',
  resource_type: 'Experiment',
  resource_id: null,
  action: 'EXPORT',
  phi_fields_accessed: null,
  purpose: 'research',
  ip_address: null,
  user_agent: null,
  retention_years: 6,
  created_at: '2026-03-04T10:00:00Z',
};

/** Inspects what was written; what comes back is always what the vault will accept. */
async function inspect(content: string | Uint8Array, limits = standardLimits) {
  writeFileSync(path, content);
  const result = await inspectFile(path, limits);
  expect(fromReader.safeParse(JSON.parse(JSON.stringify(result))).error).toBeUndefined();
  return result;
}

describe('an audit file from outside', () => {
  test.each([
    ['phi_access_logs', accessLog(0)],
    ['vantrexia', vantrexiaLog],
    ['phi_audit_logs', phiAuditLog],
  ])('of the format %s is recognised and shown as events', async (format, record) => {
    for (const content of [
      JSON.stringify([record]),
      JSON.stringify(record),
      JSON.stringify({ results: [record] }),
    ]) {
      expect(await inspect(content)).toMatchObject({
        ok: true,
        value: { format, records: 1, refusedCount: 0, sample: [{ source: { format } }] },
      });
    }
  });

  test('says from when to when, and shows the first twenty', async () => {
    const records = Array.from({ length: 50 }, (_, i) => accessLog(i));
    const result = await inspect(records.map((record) => JSON.stringify(record)).join('\n'));
    expect(result).toMatchObject({
      ok: true,
      value: {
        records: 50,
        refused: [],
        first: Date.UTC(2026, 2, 1, 10) * 1000,
        last: Date.UTC(2026, 2, 9, 10) * 1000,
      },
    });
    expect(result.ok && result.value.sample.map(({ source }) => source.recordId)).toEqual(
      records.slice(0, 20).map(({ id }) => id),
    );
  });

  test('names the places of records that do not fit, never their values, and goes on', async () => {
    const secret = 'Xanthippe Quillfeather';
    const records = [
      JSON.stringify(accessLog(0)),
      JSON.stringify({ ...accessLog(1), action: secret }),
      JSON.stringify({ ...accessLog(2), timestamp: secret }),
      JSON.stringify({ ...accessLog(3), [secret]: 1 }),
      `{"id": "${secret}`,
      JSON.stringify(vantrexiaLog),
      JSON.stringify(accessLog(6)).replace('"p-6"', '12345678901234567890'),
      JSON.stringify(accessLog(7)),
    ];
    const result = await inspect(records.join('\n'));
    expect(result).toMatchObject({
      ok: true,
      value: { format: 'phi_access_logs', records: 8, refusedCount: 6 },
    });
    if (!result.ok) throw new Error(result.message);
    expect(result.value.refused.map(({ record }) => record)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(JSON.stringify(result.value.refused)).not.toContain('Xanthippe');
  });

  test('names at most a hundred, and counts all', async () => {
    const result = await inspect(JSON.stringify(Array.from({ length: 250 }, () => ({ id: 1 }))));
    expect(result).toMatchObject({
      ok: true,
      value: { format: null, records: 250, refusedCount: 250, first: null },
    });
    expect(result.ok && result.value.refused).toHaveLength(100);
  });

  test('shows fewer where events are large: the answer stays within what the vault takes', async () => {
    const text = 'x'.repeat(8_000);
    const large = { ...vantrexiaLog, details: { a: text, b: text, c: text } };
    const result = await inspect(JSON.stringify(Array.from({ length: 60 }, () => large)));
    expect(result).toMatchObject({ ok: true, value: { records: 60, refusedCount: 0 } });
    expect(JSON.stringify(result).length).toBeLessThan(2 * 1024 * 1024);
  });
});

describe('a file that is none', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'empty'],
    ['a table', 'id,user\n1,2\n', 'not a list'],
    ['UTF-16', Buffer.from('\ufeff[{"id":1}]', 'utf16le'), 'UTF-16'],
    [
      'another encoding',
      Buffer.concat([Buffer.from('[{"user":"M'), Buffer.of(0xfc), Buffer.from('ller"}]')]),
      'UTF-8',
    ],
    ['a cut character at the end', Buffer.concat([Buffer.from('[]'), Buffer.of(0xe2, 0x82)]), 'UTF-8'],
    ['compressed', gzipSync('[]'), 'gzip'],
    ['an archive', Buffer.from('504b030414000000', 'hex'), 'archive'],
    ['random bytes', Buffer.from('00ff17', 'hex'), 'UTF-8'],
  ])('%s is refused in words', async (_what, content, words) => {
    expect(await inspect(content)).toMatchObject({
      ok: false,
      code: 'invalid-request',
      message: expect.stringContaining(words) as string,
    });
  });

  test('a deep one costs one refused record', async () => {
    const deep = `${'['.repeat(900_000)}${']'.repeat(100)}`;
    expect(await inspect(`[${deep},{"id":1}`)).toMatchObject({ ok: true, value: { refusedCount: 1 } });
    expect(
      await inspect(`{"id":1}\n{"a":${'['.repeat(400_000)}\n${JSON.stringify(accessLog(1))}`),
    ).toMatchObject({
      ok: true,
      value: { records: 3, refusedCount: 2, format: 'phi_access_logs' },
    });
  });

  test('over a limit is refused as too large', async () => {
    const records = JSON.stringify(Array.from({ length: 30 }, (_, i) => accessLog(i)));
    const tooLarge = { ok: false, code: 'too-large' };
    expect(await inspect(records, { ...standardLimits, records: 29 })).toMatchObject(tooLarge);
    expect(await inspect(records, { ...standardLimits, records: 30 })).toMatchObject({ ok: true });
    expect(await inspect(records, { ...standardLimits, fileBytes: 1000 })).toMatchObject(tooLarge);
    expect(await inspect(records, { ...standardLimits, readMs: -1 })).toMatchObject(tooLarge);
  });

  test('a folder, a missing file and a pipe are refused without waiting', async () => {
    expect(await inspectFile(folder)).toMatchObject({ ok: false, message: 'This is not a file.' });
    expect(await inspectFile(join(folder, 'none'))).toMatchObject({ ok: false, code: 'not-found' });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await inspectFile(join(folder, 'pipe'))).toMatchObject({
      ok: false,
      message: 'This is not a file.',
    });
  });
});
