import { fork } from 'node:child_process';
import { createHash, hash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AuditEvent } from '../../src/shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../src/shared/domain/audit-event/canonical';
import { uuidV7 } from '../../src/shared/domain/audit-event/uuid-v7';
import { equalBytes, hexText } from '../../src/shared/transparency/bytes';
import { CompactRange } from '../../src/shared/transparency/compact-range';
import { hashesFrom } from '../../src/shared/transparency/hashes';
import { nodeHash } from '../../src/shared/transparency/merkle-hash';
import { plainCanonical, type PlainEvent } from '../unit/shared/domain/audit-event/naive-canonical';
import { median, type Bench } from './harness';

/**
 * From events in memory to the root of their log: canonical text, commitments, leaf, tree. The baseline is the
 * plain second implementation of the tests (sorted keys, createHash). Two processes do a half each, since a
 * tree of 2^k leaves has two perfect halves.
 */
const hashes = hashesFrom(hash);
const runs = 5;
const thisFile = fileURLToPath(import.meta.url);

interface Logged {
  event: AuditEvent;
  salt: string;
}

export const verify: Bench = {
  name: 'verify',
  about: 'content to root, against a plain implementation and on two processes',
  async run({ rows, log }) {
    const size = 2 ** Math.round(Math.log2(rows ?? 2 ** 17));
    const [whole, left, right] = await Promise.all([
      startProcess(0, size),
      startProcess(0, size / 2),
      startProcess(size / 2, size),
    ]);
    const one: number[] = [];
    const two: number[] = [];
    const plain: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const single = await timed(() => whole.root());
      const halves = await timed(() => Promise.all([left.root(), right.root()]));
      const [leftRoot, rightRoot] = halves.value;
      if (!equalBytes(nodeHash(leftRoot, rightRoot, hashes), single.value)) {
        throw new Error('The halves do not make the whole');
      }
      one.push(size / single.seconds);
      two.push(size / halves.seconds);
      plain.push(plainRate(eventsFrom(0, Math.min(size, 4096))));
      log(`run ${run + 1} of ${runs}: ${Math.round(size / single.seconds).toLocaleString('en-US')} events/s`);
    }
    for (const child of [whole, left, right]) child.end();
    const unit = 'events/s';
    return {
      rows: size,
      figures: {
        'content to root, one process': {
          value: median(one),
          unit,
          baseline: median(plain),
          atLeast: 70_000,
        },
        'content to root, two processes': {
          value: median(two),
          unit,
          baseline: median(one),
          ratioAtLeast: 1.6,
        },
      },
    };
  },
};

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - start) / 1000 };
}

/** A process of its own, which makes its events first; `root()` then has it hash them. */
async function startProcess(from: number, to: number) {
  const child = fork(thisFile, [String(from), String(to)]);
  await once(child, 'message');
  return {
    async root(): Promise<Uint8Array> {
      const answer = once(child, 'message') as Promise<[string]>;
      child.send('root');
      return Buffer.from((await answer)[0], 'hex');
    },
    end: () => child.kill(),
  };
}

function plainRate(events: readonly Logged[]): number {
  const start = performance.now();
  let level = events.map(({ event, salt }) =>
    Buffer.from(plainCanonical(event as unknown as PlainEvent, salt).leaf, 'hex'),
  );
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) =>
      createHash('sha256')
        .update(Buffer.of(1))
        .update(level[2 * i] as Buffer)
        .update(level[2 * i + 1] as Buffer)
        .digest(),
    );
  }
  return events.length / ((performance.now() - start) / 1000);
}

/** The ordinary day of a practice: charts opened, a tenth sign-ins, some with an encounter or a note. */
function eventsFrom(from: number, to: number): Logged[] {
  return Array.from({ length: to - from }, (_, i) => loggedEvent(from + i));
}

function loggedEvent(n: number): Logged {
  const random = createHash('sha256').update(`event ${n}`).digest();
  const occurredAt = 1_794_700_000_000_000 + n * 1_000_003;
  const patient = uuidV7(n % 4180, new Uint8Array(10));
  const signIn = n % 10 === 0;
  return {
    salt: random.subarray(10, 26).toString('base64url'),
    event: {
      v: 1,
      id: uuidV7(Math.floor(occurredAt / 1000), random.subarray(0, 10)),
      occurredAt,
      recordedAt: occurredAt + 4211,
      category: signIn ? 'authentication' : 'access',
      action: signIn ? 'LOGIN' : 'READ',
      actor: { userId: uuidV7(n % 23, new Uint8Array(10)), userName: `person.${n % 23}`, role: 'nurse' },
      patients: signIn ? [] : [patient],
      ...(!signIn && {
        resource: { type: 'Patient', id: patient },
        phiFields: ['demographics', 'diagnosis', 'medications'],
        purpose: 'treatment',
      }),
      ...(n % 3 === 1 && { encounterId: `enc-${n}` }),
      ...(n % 12 === 5 && { details: { meta: { station: 'front-desk-2' } } }),
      network: {
        ip: `10.1.4.${n % 250}`,
        userAgent: 'Wardkeeper/0.1 (Windows NT 10.0; Win64; x64)',
        sessionId: `s-${n % 900}`,
      },
      outcome: 'success',
      retention: { years: 7 },
      source: { system: 'wardkeeper', format: 'wardkeeper' },
    },
  };
}

if (process.argv[1] === thisFile && process.send !== undefined) {
  const events = eventsFrom(Number(process.argv[2]), Number(process.argv[3]));
  process.on('message', () => {
    const range = new CompactRange(hashes);
    for (const { event, salt } of events) range.append(eventLeafHash(event, salt, hashes));
    process.send?.(hexText(range.root()));
  });
  process.send('ready');
}
