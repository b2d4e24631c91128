import { expect, test } from 'vitest';
import { naming } from '../../../../../build/lint/rules/naming.mjs';
import { lintWith } from '../lint-with';

const CALL = 'A contract name is a literal of the form area.verb.';
const SCHEMA = 'A schema is named for what it describes, in camelCase and without a suffix: auditEvent.';

test.each([
  ["platformCall({ name: 'audit.listEvents' });"],
  ["bridgeNotice({ name: 'trail.changed' });"],
  ["other({ name: 'Whatever' });"],
  [
    'export const auditEvent = z.object({ id: z.uuid() }); export type AuditEvent = z.infer<typeof auditEvent>;',
  ],
  ['const PAGE_LIMIT = 100;'],
  ['export type Input = z.input<typeof auditEvent>;'],
  ['function f() { const Parsed = z.string(); const millis = 1; }'],
])('in order: %s', (text) => {
  expect(lintWith(naming, 'src/shared/a.ts', text)).toEqual([]);
});

test.each([
  ["platformCall({ name: 'listEvents' });", CALL],
  ["bridgeCall({ name: 'Trail.ListEvents' });", CALL],
  ["bridgeCall({ name: 'trail/list-events' });", CALL],
  ['platformCall({ name: prefix + verb });', CALL],
  ['platformCall({});', CALL],
  ['export const AuditEvent = z.object({});', SCHEMA],
  ['export const auditEventSchema = z.object({}).strict();', SCHEMA],
  ['const AUDIT_EVENT = z.array(z.string());', SCHEMA],
  [
    'export type Event = z.infer<typeof auditEvent>;',
    'The type of the schema auditEvent carries its name in PascalCase.',
  ],
  [
    'export function verifySignedTreeHead() {}',
    'verifySignedTreeHead: this idea is called checkpoint (build/decisions/naming.md)',
  ],
  ['export interface Tenant {}', 'Tenant: this idea is called practice (build/decisions/naming.md)'],
  ['export const timeoutMillis = 1;', 'timeoutMillis: this idea is called …Ms (build/decisions/naming.md)'],
])('not in order: %s', (text, message) => {
  expect(lintWith(naming, 'src/shared/a.ts', text)).toEqual([message]);
});
