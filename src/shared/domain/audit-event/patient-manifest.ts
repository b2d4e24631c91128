import { canonicalJson } from '../../transparency/canonical-json';
import type { Hashes } from '../../transparency/hashes';

/** The list behind a manifest, in clear: what is sealed beside its count and hash. */
export interface PatientList {
  /** Canonical JSON of `{patients, salt}`, the patients each once and in UTF-16 order. */
  text: string;
  /** SHA-256 of the text, in hex. The salt inside keeps a guessed list from being confirmed by it. */
  sha256: string;
  count: number;
}

/** Writes the list for a manifest. `salt`: fresh random text of 128 bits or more. */
export function patientList(patients: Iterable<string>, salt: string, hashes: Hashes): PatientList {
  const unique = [...new Set(patients)].sort();
  const text = canonicalJson({ patients: unique, salt });
  return { text, sha256: hashes.sha256Hex(text), count: unique.length };
}
