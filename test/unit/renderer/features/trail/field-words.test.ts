import { expect, test } from 'vitest';
import { fieldName, valueText } from '../../../../../src/renderer/features/trail/field-words';

test('a field has the name that people call it by', () => {
  expect(['mrn', 'bornOn', 'visit_notes', 'ReasonForVisit', 'constructor'].map(fieldName)).toEqual([
    ...['record number', 'birth date', 'visit notes', 'reason for visit', 'constructor'],
  ]);
});

test('an address is read as one line and a birth date as a day; what is none is shown as it lies there', () => {
  const address = { line: '118 Elm Street', city: 'La Crosse', state: 'WI', postalCode: '54601' };
  expect(valueText('address', JSON.stringify(address))).toBe('118 Elm Street, La Crosse, WI 54601');
  for (const other of ['118 Elm Street', '{"line":"118 Elm Street"}', '[]', '']) {
    expect(valueText('address', other)).toBe(other);
  }
  expect(valueText('bornOn', '1980-02-03')).toBe('February 3, 1980');
  expect(valueText('bornOn', 'about 1980')).toBe('about 1980');
  expect(valueText('family', '{"line":"x"}')).toBe('{"line":"x"}');
  expect([valueText('address', null), valueText('family', null)]).toEqual([null, null]);
});
