import type { z } from 'zod';
import type { AuditWords } from '../../shared/contract/platform/call';

/** What the service says of a version, whatever kind of document it is. */
export interface Standing {
  state: string;
  reason: string | null;
  /** Of the document as it was signed, in hex; from then on nothing in it changes. */
  documentSha256?: string | null;
}

/** A kind of document that is kept in versions. */
export interface DocumentKind<Content, Heading, Stands extends Standing> {
  /** Its word in the table. */
  name: 'incident' | 'agreement';
  /** The version of its schemas. One that changes them counts it up, and reads the former ones still. */
  form: number;
  /** What people write. */
  content: z.ZodType<Content>;
  /** What a list shows. */
  heading: z.ZodType<Heading>;
  /** What the service says. */
  standing: z.ZodType<Stands>;
  headingOf(content: Content): Heading;
  /** What lists are narrowed by beside the state. */
  phaseOf(content: Content): string | null;
  patientsOf(content: Content): readonly string[];
  /** Places in the log of the events that it names. */
  eventsOf(content: Content): readonly number[];
  /** Of reading one. */
  viewed: AuditWords;
}

/** One version of a document. */
export interface DocumentVersion<Content, Stands extends Standing> {
  id: string;
  version: number;
  content: Content;
  standing: Stands;
  savedBy: string;
  /** Microseconds. */
  savedAt: number;
}

/** The same without what stands in it. */
export interface ListedVersion<Heading, Stands extends Standing> {
  id: string;
  version: number;
  heading: Heading;
  standing: Stands;
  savedBy: string;
  savedAt: number;
}
