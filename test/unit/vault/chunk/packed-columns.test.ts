import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePosting, emptyPosting, encodePosting } from '../../../../src/vault/chunk/posting';
import { decodeCodes, decodePlaces, runNamingsOf } from '../../../../src/vault/chunk/run-namings';
import { decodeTotals, encodeTotals, totalsOf } from '../../../../src/vault/chunk/run-totals';

const entry = fc.record({
  time: fc.integer({ min: 0, max: 2 ** 53 - 1 }),
  patient: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  place: fc.nat(8191),
  kind: fc.nat(1023),
});

/** The same bytes at an address that is no multiple of anything. */
function elsewhere(bytes: Uint8Array): Uint8Array {
  const room = new Uint8Array(bytes.length + 3);
  room.set(bytes, 3);
  return room.subarray(3);
}

describe('a posting', () => {
  test('gives every event back, wherever its bytes lie', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 50 }), (list) => {
        const posting = emptyPosting(list.length);
        for (const [i, { time, patient, place, kind }] of list.entries()) {
          posting.times[i] = time;
          posting.patients[i] = patient;
          posting.places[i] = place;
          posting.kinds[i] = kind;
        }
        const bytes = encodePosting(posting);
        expect(bytes.length).toBe(16 * list.length);
        for (const read of [decodePosting(bytes), decodePosting(elsewhere(bytes))]) {
          expect(read).toEqual(posting);
        }
      }),
    );
  });

  test('of another length is refused', () => {
    for (const length of [0, 15, 17]) expect(() => decodePosting(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('totals', () => {
  test('count each hour and kind, in order', () => {
    const list = fc.array(
      fc.record({ hour: fc.nat(2_500_000), kind: fc.constantFrom(1, 2, 500), within: fc.nat(3_599_999_999) }),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(list, (events) => {
        const times = Float64Array.from(events, ({ hour, within }) => hour * 3_600_000_000 + within);
        const totals = decodeTotals(
          elsewhere(
            encodeTotals(
              totalsOf(
                times,
                Uint16Array.from(events, ({ kind }) => kind),
                events.length,
              ),
            ),
          ),
        );
        const read = Array.from({ length: totals.entries }, (_, i) => [
          totals.hours[i],
          totals.kinds[i],
          totals.counts[i],
        ]);
        const expected = new Map<string, number>();
        for (const { hour, kind } of events)
          expected.set(`${hour} ${kind}`, (expected.get(`${hour} ${kind}`) ?? 0) + 1);
        expect(read.map(([hour, kind, count]) => [`${hour} ${kind}`, count])).toEqual(
          [...expected].sort(([a], [b]) => {
            const [hourA = 0, kindA = 0] = a.split(' ').map(Number);
            const [hourB = 0, kindB = 0] = b.split(' ').map(Number);
            return hourA - hourB || kindA - kindB;
          }),
        );
      }),
    );
  });

  test('of another length are refused', () => {
    for (const length of [0, 7, 12]) expect(() => decodeTotals(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('namings of a run', () => {
  test('give the naming of each event back, each different one kept once', () => {
    const some = fc.array(fc.nat(2 ** 32 - 1), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(some, fc.nat(), (codes, seed) => {
        const namings = Uint32Array.from(
          { length: 8192 },
          (_, place) => codes[(place * (seed + 1)) % codes.length] as number,
        );
        const packed = runNamingsOf(namings);
        const read = {
          codes: decodeCodes(elsewhere(new Uint8Array(packed.codes.buffer))),
          places: decodePlaces(elsewhere(new Uint8Array(packed.places.buffer))),
        };
        expect(new Set(read.codes).size).toBe(read.codes.length);
        expect(Uint32Array.from(read.places, (index) => read.codes[index] as number)).toEqual(namings);
      }),
      { numRuns: 30 },
    );
  });

  test('of another length are refused', () => {
    for (const length of [0, 3, 4 * 8193])
      expect(() => decodeCodes(new Uint8Array(length))).toThrow(RangeError);
    for (const length of [0, 16_383, 16_386])
      expect(() => decodePlaces(new Uint8Array(length))).toThrow(RangeError);
  });
});
