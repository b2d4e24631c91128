import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeEvents } from '../../../src/platform/audit/batch';
import { systemDraft } from '../../../src/platform/audit/draft';
import { headRow, openHead, type Head } from '../../../src/platform/audit/head';
import { logKeyFrom } from '../../../src/platform/audit/log-key';
import { hashes } from '../../../src/platform/hashes';
import { CompactRange, rootOfLeaves } from '../../../src/shared/transparency/compact-range';

const key = logKeyFrom(Buffer.alloc(32, 7).toString('base64url'), 'wardkeeper/unit');
const draft = systemDraft({ action: 'UPDATE', verb: 'X', resource: { type: 'Test' } }, 5);
const salt = () => Buffer.alloc(16, 3).toString('base64url');
const empty = (): Head => ({ range: new CompactRange(hashes), recordedAt: 0, note: '' });
const waiting = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `01a2005d-851c-7d74-a6e7-${String(i).padStart(12, '0')}`,
    draft,
  }));

describe('placing events', () => {
  test('law: however they are split into batches, the log and its head are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), (sizes) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const all = waiting(total);
        const whole = placeEvents(empty(), all, () => 9, salt, key.signer);
        let head = empty();
        let from = 0;
        const placed = [];
        const nodes = [];
        for (const size of sizes) {
          const batch = placeEvents(head, all.slice(from, from + size), () => 9, salt, key.signer);
          placed.push(...batch.placed);
          nodes.push(...batch.nodes);
          // Through the row and back, as between two transactions.
          const opened = openHead(headRow(batch.head), key.verifier);
          if (!opened.ok) throw new Error(opened.message);
          head = opened.value;
          from += size;
        }
        expect(placed).toEqual(whole.placed);
        expect(nodes).toEqual(whole.nodes);
        expect(headRow(head)).toEqual(headRow(whole.head));
        expect(head.range.root()).toEqual(
          rootOfLeaves(
            placed.map(({ leafHash }) => leafHash),
            hashes,
          ),
        );
      }),
      { numRuns: 50 },
    );
  });

  test('keeps every fourth level of the tree and nothing between', () => {
    const { nodes } = placeEvents(empty(), waiting(300), () => 9, salt, key.signer);
    expect(nodes.filter(({ level }) => level === 4)).toHaveLength(Math.floor(300 / 16));
    expect(nodes.filter(({ level }) => level === 8)).toHaveLength(Math.floor(300 / 256));
    expect(new Set(nodes.map(({ level }) => level))).toEqual(new Set([4, 8]));
  });

  test('does not touch the head it started from', () => {
    const head = empty();
    placeEvents(head, waiting(3), () => 9, salt, key.signer);
    expect(head.range.size).toBe(0);
  });

  test('a clock that went back does not take the log with it', () => {
    const first = placeEvents(empty(), waiting(1), () => 100, salt, key.signer);
    const second = placeEvents(first.head, waiting(1), () => 50, salt, key.signer);
    expect(second.placed[0]?.event.recordedAt).toBe(100);
  });
});

describe('opening a head', () => {
  const { head } = placeEvents(empty(), waiting(5), () => 9, salt, key.signer);
  const row = headRow(head);

  test('an empty log has an empty head and no other', () => {
    expect(openHead(headRow(empty()), key.verifier)).toMatchObject({ ok: true });
    expect(openHead({ ...headRow(empty()), note: row.note }, key.verifier)).toMatchObject({
      code: 'damaged',
    });
    expect(openHead({ ...row, size: 0 }, key.verifier)).toMatchObject({ code: 'damaged' });
  });

  test.each([
    ['another size', { ...row, size: 6 }],
    [
      'a subtree root changed',
      { ...row, subtrees: row.subtrees.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) },
    ],
    ['a subtree root missing', { ...row, subtrees: row.subtrees.slice(32) }],
    ['no signature', { ...row, note: row.note.split('\n\n')[0] ?? '' }],
    [
      'an older signed head',
      { ...row, note: placeEvents(empty(), waiting(3), () => 9, salt, key.signer).head.note },
    ],
  ])('%s is damaged', (_, changed) => {
    expect(openHead(changed, key.verifier)).toMatchObject({ ok: false, code: 'damaged' });
  });

  test('a head by another key is damaged', () => {
    const other = logKeyFrom(Buffer.alloc(32, 8).toString('base64url'), 'wardkeeper/unit');
    expect(openHead(row, other.verifier)).toMatchObject({ ok: false, code: 'damaged' });
  });
});
