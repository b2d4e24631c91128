import { address, demographics, type Address, type Demographics } from '../../shared/domain/patient-record';
import type { PatientField, ShownFields } from '../../shared/domain/patient-record';
import type { DataKeys } from '../phi/data-keys';
import { addressColumn, demographicsColumn, placeOf } from '../phi/sealed-columns';

/** Who a patient is, opened. It lives as long as one request. */
export interface PatientRecord {
  demographics: Demographics;
  address: Address;
}

export interface SealedRecord {
  patient_id: string;
  household_id: string;
  demographics: string;
  address: string;
}

/** Null where a value was changed, moved here from another row, or is under a key that is gone. */
export function openRecord(keys: DataKeys, row: SealedRecord): PatientRecord | null {
  const person = keys.open(placeOf(demographicsColumn, row.patient_id), row.demographics);
  const home = keys.open(placeOf(addressColumn, row.household_id), row.address);
  if (person === null || home === null) return null;
  return { demographics: demographics.parse(JSON.parse(person)), address: address.parse(JSON.parse(home)) };
}

/** The fields asked for and no others; null where nothing is written down. */
export function shown(record: PatientRecord, fields: readonly PatientField[]): ShownFields {
  const all = { phone: null, email: null, mrn: null, ...record.demographics, address: record.address };
  return Object.fromEntries(fields.map((field) => [field, all[field]]));
}

/** What a field says, as text; undefined where nothing is written down. */
export function textOf(record: PatientRecord, field: PatientField): string | undefined {
  return field === 'address' ? JSON.stringify(record.address) : record.demographics[field];
}
