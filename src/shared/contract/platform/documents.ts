import { z } from 'zod';

/** A version of a document: from 1, one more with each save. */
export const documentVersionNumber = z.int().positive().max(1_000_000);

/** One version of a document, as it was kept. */
export const documentVersion = <Content extends z.ZodType, Standing extends z.ZodType>(
  content: Content,
  standing: Standing,
) =>
  z.object({
    id: z.uuid(),
    version: documentVersionNumber,
    content,
    standing,
    /** Who saved this version, and when in microseconds. */
    savedBy: z.uuid(),
    savedAt: z.int().nonnegative(),
  });

/**
 * What came of a save: it was kept, or somebody had saved another version meanwhile and nothing was. Either way with
 * the newest version there is, so that the two can be shown side by side. It is no refusal, since a refusal never
 * holds what a document says.
 */
export const saveReply = <Version extends z.ZodType>(newest: Version) =>
  z.object({ outcome: z.enum(['saved', 'conflict']), newest });

/** A page of versions without what stands in them. */
export const documentList = <Heading extends z.ZodType, Standing extends z.ZodType>(
  heading: Heading,
  standing: Standing,
) =>
  z.object({
    items: z
      .array(
        z.object({
          id: z.uuid(),
          version: documentVersionNumber,
          heading,
          standing,
          savedBy: z.uuid(),
          savedAt: z.int().nonnegative(),
        }),
      )
      .max(100),
    /** Of all pages. */
    total: z.int().nonnegative(),
  });

export const documentPage = {
  page: z.int().min(1).max(100_000).default(1),
  pageSize: z.int().min(1).max(100).default(20),
};
