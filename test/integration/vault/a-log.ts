import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { LoggedEvent } from '../../../src/shared/contract/platform/audit';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import { uuidV7 } from '../../../src/shared/domain/audit-event/uuid-v7';
import { signCheckpoint } from '../../../src/shared/transparency/checkpoint';
import { CompactRange } from '../../../src/shared/transparency/compact-range';
import {
  ed25519Signer,
  noteSignatureType,
  verifierKeyText,
} from '../../../src/shared/transparency/signed-note';
import { hashes } from '../../../src/vault/hashes';
import type { TrailPage } from '../../../src/vault/sync/receive';
import { chartOpened } from '../../unit/shared/domain/audit-event/events';

/** A platform's log as far as a reader of it can tell. */
export interface ALog {
  readonly verifierKey: string;
  readonly size: number;
  add(...events: AuditEvent[]): void;
  /** Without a signed head, as the sequencer may fall behind. */
  addUnsigned(...events: AuditEvent[]): void;
  page(from: number, limit: number): TrailPage;
  root(): Uint8Array;
  leafHashes(): Uint8Array[];
  /** The same log up to here, which then goes on by itself under the same key. */
  fork(): ALog;
}

interface Signing {
  key: KeyObject;
  publicKey: Uint8Array;
}

const origin = 'wardkeeper/test';

export function aLog(): ALog {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return logOf([], { key: privateKey, publicKey: new Uint8Array(raw) });
}

function logOf(lines: LoggedEvent[], signing: Signing): ALog {
  const signer = ed25519Signer(
    origin,
    signing.publicKey,
    (text) => sign(null, Buffer.from(text), signing.key),
    hashes,
  );
  const tree = new CompactRange(hashes);
  let checkpoint = '';

  function append(event: AuditEvent, salt: string): void {
    tree.append(eventLeafHash(event, salt, hashes));
  }
  for (const { event, salt } of lines) append(event, salt);
  if (lines.length > 0) checkpoint = signCheckpoint(tree.size, tree.root(), signer);

  const log: ALog = {
    verifierKey: verifierKeyText(origin, noteSignatureType.ed25519, signing.publicKey, hashes),
    get size() {
      return lines.length;
    },
    addUnsigned(...events) {
      for (const event of events) {
        const salt = randomBytes(16).toString('base64url');
        append(event, salt);
        lines.push({ seq: lines.length, event, salt });
      }
    },
    add(...events) {
      log.addUnsigned(...events);
      checkpoint = signCheckpoint(tree.size, tree.root(), signer);
    },
    page: (from, limit) => ({
      events: lines.slice(from, from + limit),
      checkpoint,
      verifierKey: log.verifierKey,
    }),
    root: () => tree.root(),
    leafHashes: () => lines.map(({ event, salt }) => eventLeafHash(event, salt, hashes)),
    fork: () => logOf([...lines], signing),
  };
  return log;
}

/** Ordinary events, each of its own; `mark` stands in every field that may name a person. */
export function someEvents(count: number, mark = 'event'): AuditEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    ...chartOpened,
    id: uuidV7(1_794_781_315_000 + i, randomBytes(10)),
    occurredAt: chartOpened.occurredAt + i * 1_000_000,
    recordedAt: chartOpened.recordedAt + i * 1_000_000,
    actor: { userId: `${mark}-user-${i % 7}`, userName: `${mark}.name.${i % 7}`, role: 'nurse' },
    patients: [`${mark}-patient-${i % 50}`],
    resource: { type: 'Patient', id: `${mark}-resource-${i}` },
    justification: `${mark} justification ${i}`,
    ...(i % 3 === 0 && { volume: { records: i, bytes: i * 1000 } }),
  }));
}
