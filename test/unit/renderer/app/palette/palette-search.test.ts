import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findMembers,
  fits,
  markFound,
  typedSeq,
} from '../../../../../src/renderer/app/palette/palette-search';
import { members } from '../../../../fixtures/practice';

const names = (query: string) => findMembers(query, members, 6).map(({ displayName }) => displayName);

describe('finding people', () => {
  test('by any word of the name, without accents', () => {
    expect(names('duf')).toEqual(['Colleen Duffy, LPN']);
    expect(names('tomas h')).toEqual(['Tomás Herrera, RN']);
    expect(names('grace.l')).toEqual(['Grace Lundgren']);
    expect(names('zz')).toEqual([]);
    expect(names('')).toEqual([]);
    expect(names('  ')).toEqual([]);
  });

  test('those who begin so first, those whose account has ended last, no more than asked for', () => {
    expect(names('l')[0]).toMatch(/^L/);
    expect(names('de')).toEqual(['Derek Vance']);
    const many = findMembers('a', members, 3);
    expect(many).toHaveLength(3);
    const ended = members.map((member, place) => ({
      ...member,
      status: place < 5 ? ('ended' as const) : member.status,
    }));
    const found = findMembers('e', ended, 10).map(({ status }) => status);
    expect(found.indexOf('ended')).toBe(found.length - found.filter((status) => status === 'ended').length);
  });
});

test('every word of a query begins a word of the text', () => {
  expect(fits('tam 21', 'Tamarack 214')).toBe(true);
  expect(fits('arack', 'Tamarack 214')).toBe(false);
  expect(fits('', 'anything')).toBe(true);
});

test.each([
  ['645,533', 645_533],
  [' 12 ', 12],
  ['0', 0],
  ['12a', null],
  ['-3', null],
  ['', null],
  ['9999999999999999', null],
])('%j is the event %s', (text, seq) => {
  expect(typedSeq(text)).toBe(seq);
});

describe('marking what was found', () => {
  test('the beginnings of words', () => {
    expect(markFound('Colleen Duffy, LPN', 'coll d')).toEqual([
      { text: 'Coll', marked: true },
      { text: 'een ', marked: false },
      { text: 'D', marked: true },
      { text: 'uffy, ', marked: false },
      { text: 'LPN', marked: false },
    ]);
    expect(markFound('Tomás', 'tomas')[0]).toEqual({ text: 'Tomás', marked: true });
  });

  test('adds and loses no letter', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, query) => {
        expect(
          markFound(text, query)
            .map((part) => part.text)
            .join(''),
        ).toBe(text.normalize('NFC'));
      }),
    );
  });
});
