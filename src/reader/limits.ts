/** What a file from outside may cost. Over any of these the file, or the one record, is refused by name. */
export interface ReadLimits {
  fileBytes: number;
  records: number;
  /** UTF-16 units of one record's text. */
  recordLength: number;
  /** Levels of objects and arrays in one record. */
  depth: number;
  milliseconds: number;
}

export const standardLimits: ReadLimits = {
  fileBytes: 64 * 1024 * 1024,
  records: 200_000,
  recordLength: 1024 * 1024,
  depth: 32,
  milliseconds: 20_000,
};
