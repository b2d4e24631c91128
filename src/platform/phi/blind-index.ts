import { createHmac } from 'node:crypto';
import { keyFor } from './envelope';

/** Sealed fields that are found by equality. */
export const indexedFields = ['mrn', 'email'] as const;
export type IndexedField = (typeof indexedFields)[number];

/** What a value is found by: the same for every spelling of it, and nothing to whoever lacks the key. */
export type BlindIndex = (field: IndexedField, value: string) => string;

/** HMAC-SHA-256 as base64url, under a key of its own for each practice and field. `key`: 32 bytes. */
export function blindIndex(key: Uint8Array, practiceId: string): BlindIndex {
  const keys = {
    mrn: keyFor(`index ${practiceId} mrn`, key),
    email: keyFor(`index ${practiceId} email`, key),
  };
  return (field, value) =>
    createHmac('sha256', keys[field]).update(normalised[field](value)).digest('base64url');
}

const normalised: Readonly<Record<IndexedField, (value: string) => string>> = {
  mrn: (value) =>
    value
      .normalize('NFKC')
      .replace(/[\s-]+/g, '')
      .toUpperCase(),
  email: (value) => value.normalize('NFKC').trim().toLowerCase(),
};
