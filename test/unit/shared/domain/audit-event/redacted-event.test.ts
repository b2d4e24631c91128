import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../../../src/shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../../../../src/shared/domain/audit-event/canonical';
import {
  redactEvent,
  verifyRedactedEvent,
  type RedactedEvent,
  type Show,
} from '../../../../../src/shared/domain/audit-event/redacted-event';
import { CompactRange } from '../../../../../src/shared/transparency/compact-range';
import { leafHash } from '../../../../../src/shared/transparency/merkle-hash';
import {
  buildProof,
  planInclusion,
  subtreesOfLeaves,
  verifyInclusion,
} from '../../../../../src/shared/transparency/proof';
import { hashes } from '../../transparency/node-hashes';
import { auditEvents, chartOpened, eventSalt } from './events';

const salt = 'AAECAwQFBgcICQoLDA0ODw';
const everyGroup = ['time', 'user', 'userName', 'network', 'resource', 'encounter', 'notes'] as const;

function show(event: AuditEvent, what: Show, anySalt = salt): RedactedEvent {
  const shown = redactEvent(event, anySalt, what, hashes);
  if (!shown.ok) throw new Error(shown.message);
  return JSON.parse(JSON.stringify(shown.value)) as RedactedEvent; // as it travels
}

/** The redacted event with one place changed, named by its keys. */
function bent(redacted: RedactedEvent, path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(redacted) as unknown as Record<string, unknown>;
  let at: Record<string | number, unknown> = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) as string | number] = value;
  return copy;
}

describe('an event shown de-identified', () => {
  const redacted = show(chartOpened, {});

  test('tells nothing that identifies and has the leaf of the whole event', () => {
    const text = JSON.stringify(redacted);
    const { id, actor, patients, resource, network, occurredAt, recordedAt } = chartOpened;
    const hidden = [
      id,
      actor.userId,
      actor.userName,
      ...patients,
      resource?.id,
      network?.ip,
      occurredAt,
      recordedAt,
      salt,
    ];
    for (const value of hidden) expect(text).not.toContain(String(value));
    expect(verifyRedactedEvent(redacted, hashes)).toMatchObject({
      ok: true,
      value: {
        leafHash: eventLeafHash(chartOpened, salt, hashes),
        document: { action: 'READ', role: 'nurse', year: 2026, phiFields: ['demographics', 'medications'] },
        openings: {},
      },
    });
  });

  test('is proved to be in the log', () => {
    const leaves = Array.from({ length: 11 }, (_, i) =>
      i === 6 ? eventLeafHash(chartOpened, salt, hashes) : leafHash(`event ${i}`, hashes),
    );
    const range = new CompactRange(hashes);
    for (const leaf of leaves) range.append(leaf);
    const proof = buildProof(
      planInclusion(6, 11),
      subtreesOfLeaves((i) => leaves[i] as Uint8Array, hashes),
      hashes,
    );
    const verified = verifyRedactedEvent(redacted, hashes);
    if (!verified.ok) throw new Error(verified.message);
    const claim = { index: 6, size: 11, root: range.root(), proof };
    expect(verifyInclusion({ ...claim, leaf: verified.value.leafHash }, hashes)).toBe(true);
    const otherRole = verifyRedactedEvent(bent(redacted, ['document', 'role'], 'provider'), hashes);
    if (!otherRole.ok) throw new Error(otherRole.message);
    expect(verifyInclusion({ ...claim, leaf: otherRole.value.leafHash }, hashes)).toBe(false);
  });
});

describe('an event shown in part', () => {
  test('proves any choice of groups and patients, and opens no other', () => {
    fc.assert(
      fc.property(
        auditEvents,
        eventSalt,
        fc.subarray([...everyGroup]),
        fc.boolean(),
        (event, anySalt, groups, all) => {
          const patients = event.patients.slice(all ? 0 : 1);
          const redacted = show(event, { groups, patients, manifest: all }, anySalt);
          const verified = verifyRedactedEvent(redacted, hashes);
          if (!verified.ok) throw new Error(verified.message);
          expect(verified.value.leafHash).toEqual(eventLeafHash(event, anySalt, hashes));
          const { openings } = verified.value;
          for (const group of everyGroup)
            if (!groups.includes(group)) expect(openings).not.toHaveProperty(group);
          expect(openings.patients?.map(({ value }) => value)).toEqual(patients);
          expect(openings.manifest?.value).toEqual(all ? event.patientManifest : undefined);
          if (groups.includes('userName')) expect(openings.userName?.value).toBe(event.actor.userName);
          if (groups.includes('time'))
            expect(openings.time?.value).toMatchObject({ id: event.id, occurredAt: event.occurredAt });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('shows one patient without the others', () => {
    const event = { ...chartOpened, patients: ['p-1', 'p-2', 'p-3'] };
    const redacted = show(event, { patients: ['p-2'] });
    expect(redacted.openings.patients).toMatchObject([{ place: 1, value: 'p-2' }]);
    expect(JSON.stringify(redacted)).not.toMatch(/p-1|p-3/);
    expect(verifyRedactedEvent(redacted, hashes).ok).toBe(true);
    // The salt of one patient opens no other, whoever guesses the id.
    const guess = bent(redacted, ['openings', 'patients', 0], {
      ...redacted.openings.patients?.[0],
      place: 2,
      value: 'p-3',
    });
    expect(verifyRedactedEvent(guess, hashes)).toMatchObject({ ok: false, code: 'damaged' });
  });

  test('does not open a patient whom the event does not name', () => {
    expect(redactEvent(chartOpened, salt, { patients: ['someone'] }, hashes)).toMatchObject({
      ok: false,
      code: 'not-found',
    });
  });
});

describe('a redacted event is refused, naming the part,', () => {
  const event: AuditEvent = {
    ...chartOpened,
    encounterId: 'enc-1',
    justification: 'Asked by the patient',
    details: { changes: [{ field: 'phone', new: 'v1:k1:AA' }] },
    actor: { ...chartOpened.actor, onBehalfOf: 'u-9' },
  };
  const redacted = show(event, { groups: everyGroup, patients: event.patients });

  test.each([
    ['time', ['time', 'value', 'occurredAt'], event.occurredAt + 1],
    ['time', ['time', 'value', 'recordId'], '7'],
    ['user', ['user', 'value', 'userId'], 'someone-else'],
    ['user', ['user', 'value'], { userId: event.actor.userId }],
    ['userName', ['userName', 'value'], 'ruth.adeyemi'],
    ['network', ['network', 'value', 'ip'], '10.1.4.23'],
    ['resource', ['resource', 'value'], 'another'],
    ['encounter', ['encounter', 'value'], 'enc-2'],
    ['notes', ['notes', 'value', 'justification'], 'Curious'],
    ['notes', ['notes', 'value', 'details', 'changes', 0, 'new'], 'v1:k1:AB'],
    ['patients', ['patients', 0, 'value'], 'someone'],
    ['patients', ['patients', 0, 'place'], 1],
    ['userName', ['userName', 'salt'], '0'.repeat(32)],
    [
      'manifest',
      ['manifest'],
      { salt: '0'.repeat(32), value: { count: 1, sha256: 'ab'.repeat(32), sealed: 'x' } },
    ],
  ])('where %s is not what was recorded (%j)', (part, path, value) => {
    const refused = verifyRedactedEvent(bent(redacted, ['openings', ...path], value), hashes);
    expect(refused).toMatchObject({
      ok: false,
      code: 'damaged',
      message: expect.stringContaining(part) as string,
    });
  });

  test('where a commitment was exchanged', () => {
    for (const group of everyGroup) {
      const other = redacted.document.commitments[group === 'time' ? 'user' : 'time'];
      const exchanged = bent(redacted, ['document', 'commitments', group], other);
      expect(verifyRedactedEvent(exchanged, hashes)).toMatchObject({
        ok: false,
        message: expect.stringContaining(`as ${group} `) as string,
      });
    }
  });

  test('where the event has no such group', () => {
    const grafted = bent(show(chartOpened, {}), ['openings', 'notes'], redacted.openings.notes);
    expect(verifyRedactedEvent(grafted, hashes)).toMatchObject({
      ok: false,
      message: expect.stringContaining('notes') as string,
    });
  });

  test('where the year shown is not that of the time', () => {
    // A recorder who writes a false year commits to it too: only the opened time gives it away.
    const opened = show(event, { groups: ['time'] });
    expect(verifyRedactedEvent(bent(opened, ['document', 'year'], 2025), hashes)).toMatchObject({
      ok: false,
      message: expect.stringContaining('year') as string,
    });
  });

  test.each([
    ['nothing', undefined],
    ['another format', { ...redacted, format: 'other' }],
    ['an unknown member', { ...redacted, more: 1 }],
    ['an unknown clear word', bent(redacted, ['document', 'patientName'], 'A')],
    ['an unknown group', bent(redacted, ['openings', 'other'], { salt: '0'.repeat(32), value: 1 })],
    ['no time', bent(redacted, ['document', 'commitments', 'time'], undefined)],
    ['another version', bent(redacted, ['document', 'v'], 2)],
  ])('where it is not one: %s', (_, candidate) => {
    expect(verifyRedactedEvent(candidate, hashes)).toMatchObject({ ok: false, code: 'invalid-request' });
  });
});
