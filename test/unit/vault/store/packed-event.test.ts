import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditEvent } from '../../../../src/shared/domain/audit-event/audit-event';
import { canonicalJson } from '../../../../src/shared/transparency/canonical-json';
import type { DictionaryKind } from '../../../../src/vault/store/dictionary';
import { packEvent, unpackEvent } from '../../../../src/vault/store/packed-event';
import { auditEvents, chartOpened } from '../../shared/domain/audit-event/events';

/** A dictionary in memory. */
function aDictionary() {
  const texts: string[] = [];
  const codes = new Map<string, number>();
  return {
    codeOf(kind: DictionaryKind, text: string) {
      const entry = `${kind}:${text}`;
      if (!codes.has(entry)) codes.set(entry, texts.push(entry));
      return codes.get(entry) as number;
    },
    textOf(kind: DictionaryKind, code: number) {
      const entry = texts[code - 1];
      if (entry?.startsWith(`${kind}:`) !== true) throw new RangeError('No such entry');
      return entry.slice(kind.length + 1);
    },
  };
}

describe('a packed event', () => {
  test('gives the identical JSON value back', () => {
    const dictionary = aDictionary();
    fc.assert(
      fc.property(auditEvents, (event) => {
        const back = unpackEvent(packEvent(event, dictionary), dictionary.textOf);
        expect(canonicalJson(back as never)).toBe(canonicalJson(event as never));
        expect(auditEvent.safeParse(back).success).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('holds an ordinary event in a ninth of its JSON', () => {
    const packed = packEvent(chartOpened, aDictionary());
    expect(packed.length).toBeLessThan(JSON.stringify(chartOpened).length / 9);
  });

  test('bytes that end too early, go on too long or are in another layout are refused', () => {
    const dictionary = aDictionary();
    const packed = packEvent(chartOpened, dictionary);
    for (let length = 0; length < packed.length; length += 1) {
      expect(() => unpackEvent(packed.subarray(0, length), dictionary.textOf)).toThrow(RangeError);
    }
    expect(() => unpackEvent(Buffer.concat([packed, Buffer.of(0)]), dictionary.textOf)).toThrow(RangeError);
    expect(() => unpackEvent(Buffer.concat([Buffer.of(2), packed.subarray(1)]), dictionary.textOf)).toThrow(
      RangeError,
    );
  });
});
