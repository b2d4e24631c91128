import { afterEach, describe, expect, test } from 'vitest';
import { dictionary, dictionaryKinds, writableDictionary } from '../../../src/vault/store/dictionary';
import { openNamings } from '../../../src/vault/trail/namings';
import type { ReadableDb } from '../../../src/vault/store/db';
import { aStore, type AStore } from './a-store';

let store: AStore | undefined;
afterEach(() => {
  store?.remove();
  store = undefined;
});

function filled(texts: readonly string[], kind: keyof typeof dictionaryKinds) {
  store = aStore();
  const { db } = store;
  const words = writableDictionary(db);
  const codes = db.transaction(() => texts.map((text) => words.codeOf(kind, text)));
  return { db, words, codes };
}

describe('the dictionary', () => {
  const texts = Array.from({ length: 500 }, (_, i) => `session ${i}`);

  test.each<[string, (codes: number[]) => number[]]>([
    ['one after another', (codes) => codes],
    ['from the end', (codes) => [...codes].reverse()],
    ['far from each other', (codes) => codes.map((_, i) => codes[(i * 137) % 500] as number)],
    ['the last one alone', (codes) => codes.slice(-1)],
  ])('explains every code, asked %s', (_, order) => {
    const { db, codes } = filled(texts, 'session');
    const read = dictionary(db);
    for (const code of order(codes)) expect(read.textOf('session', code)).toBe(texts[codes.indexOf(code)]);
  });

  test('explains no code that it did not give, near one that it did', () => {
    const { db, codes } = filled(texts, 'session');
    const read = dictionary(db);
    const last = codes.at(-1) as number;
    expect(read.textOf('session', last)).toBe('session 499');
    expect(() => read.textOf('session', last + 1)).toThrow(RangeError);
    expect(() => read.textOf('user', 1)).toThrow(RangeError);
  });

  test('reads what a page asks for with one statement for each kind, and keeps it', () => {
    const { db, words, codes } = filled(texts, 'session');
    const ann = db.transaction(() => words.codeOf('user', 'ann'));
    let statements = 0;
    const counted: ReadableDb = {
      ...db,
      values(statement) {
        statements += 1;
        return db.values(statement);
      },
    };
    const read = dictionary(counted);
    const page = () =>
      read.together((textOf) => [...codes.map((code) => textOf('session', code)), textOf('user', ann)]);
    expect(page()).toEqual([...texts, 'ann']);
    expect(statements).toBe(2);
    expect(page()).toEqual([...texts, 'ann']);
    expect(statements).toBe(2);
    expect(() => read.together((textOf) => textOf('session', 501))).toThrow(RangeError);
  });

  test('gives codes anew after a transaction that failed', () => {
    const { db, words } = filled(['a'], 'role');
    const failed = () =>
      db.transaction(() => {
        words.codeOf('role', 'b');
        throw new Error('no');
      });
    expect(failed).toThrow('no');
    words.forget();
    expect(db.transaction(() => words.codeOf('role', 'c'))).toBe(2);
    expect(() => dictionary(db).textOf('role', 3)).toThrow(RangeError);
  });
});

describe('namings', () => {
  const of = (fitting: Uint8Array) =>
    [...fitting.entries()].filter(([, fits]) => fits === 1).map(([code]) => code);

  test('are found by all or any of their whole words, those that came since too', () => {
    const { db, words, codes } = filled(['ann chart opened', 'bo chart closed', ''], 'naming');
    const [first, second, none] = codes as [number, number, number];
    const namings = openNamings(db);
    expect(of(namings.withAll(['chart']))).toEqual([first, second]);
    expect(of(namings.withAll(['chart', 'ann', 'chart']))).toEqual([first]);
    expect(of(namings.withAny(['closed', 'opened', 'gone']))).toEqual([first, second]);
    expect(of(namings.withAll(['char']))).toEqual([]);
    expect(namings.withAll(['chart']).length).toBe(none + 1);
    const later = db.transaction(() => words.codeOf('naming', 'cy chart'));
    expect(of(namings.withAll(['chart']))).toEqual([first, second, later]);
  });
});
