import { address, type PatientField } from '../../../shared/domain/patient-record';

const fieldNames: Readonly<Record<PatientField, string>> = {
  given: 'given name',
  family: 'family name',
  bornOn: 'birth date',
  sex: 'sex',
  phone: 'telephone',
  email: 'e-mail',
  mrn: 'record number',
  address: 'address',
};

/** The name of a field as people say it: of ours by a list, of others out of the word: `visit_notes`, visit notes. */
export function fieldName(field: string): string {
  return Object.hasOwn(fieldNames, field) ? fieldNames[field as PatientField] : plainKind(field);
}

/** `visit_notes`, `VisitNotes`: visit notes. */
export function plainKind(word: string): string {
  return word
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
}

const longDay = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

/** A value as it is read: an address lies there as JSON text, a birth date as 1980-02-03. Null where there is none. */
export function valueText(field: string, value: string | null): string | null {
  if (value === null) return null;
  if (field === 'bornOn' && /^\d{4}-\d\d-\d\d$/.test(value)) return longDay.format(new Date(value));
  if (field !== 'address') return value;
  const read = address.safeParse(parsed(value));
  if (!read.success) return value;
  const { line, city, state, postalCode } = read.data;
  return `${line}, ${city}, ${state} ${postalCode}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
