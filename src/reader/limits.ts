import { MiB } from '../shared/contract/platform/call';

/** What a file from outside may cost. Over any of these the file, or the one record, is refused by name. */
export interface ReadLimits {
  fileBytes: number;
  records: number;
  /** UTF-16 units of one record's text. */
  recordLength: number;
  /** Levels of objects and arrays in one record. */
  depth: number;
  readMs: number;
}

export const standardLimits: ReadLimits = {
  fileBytes: 64 * MiB,
  records: 200_000,
  recordLength: MiB,
  depth: 32,
  readMs: 20_000,
};
