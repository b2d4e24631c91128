import type { AttestationClaim } from '../../shared/domain/evidence';

/** One version of a document: an incident, or a draft of an agreement. */
export interface DocumentVersionTable {
  document_id: string;
  version: number;
  kind: 'incident' | 'agreement';
  /** The version of the schema that wrote it. */
  form: number;
  state: string;
  phase: string | null;
  /** Sealed JSON of {heading, standing}. */
  heading: string;
  /** The version whose body is the content of this one. */
  content_version: number;
  /** Sealed JSON; null where an earlier version says the same. */
  body: string | null;
  /** Hex; of the document as it was executed. */
  document_sha256: string | null;
  /** Who saved this version. */
  user_id: string;
  saved_at: number;
}

/** What somebody attested of a provision of the Security Rule. */
export interface AttestationTable {
  provision: string;
  version: number;
  claim: AttestationClaim;
  statement: string;
  /** Hex. */
  document_sha256: string | null;
  /** The last day on which it counts, as YYYY-MM-DD. */
  valid_until: string;
  user_id: string;
  attested_at: number;
}
