import type { Selectable } from 'kysely';
import { err, ok, type Result } from '../../shared/domain/result';
import type { DocumentVersionTable } from '../database/record-tables';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { DataKeys, SealingKeys } from '../phi/data-keys';
import type { DocumentKind, DocumentVersion, ListedVersion, Standing } from './document-kind';

/** What a list is narrowed by. */
export interface DocumentFilter {
  state?: string | undefined;
  phase?: string | undefined;
}

export interface DocumentPage<Heading, Stands extends Standing> {
  items: ListedVersion<Heading, Stands>[];
  total: number;
}

/**
 * The documents of one kind as they stand in one transaction, sealed on their way in and opened on their way out.
 * What does not open, or no longer fits its schema, is `damaged`; what a newer program wrote is `too-new`.
 */
export function documentStore<Content, Heading, Stands extends Standing>(
  db: Database,
  keys: SealingKeys,
  kind: DocumentKind<Content, Heading, Stands>,
) {
  const ofKind = db.selectFrom('document_version').where('kind', '=', kind.name);

  function headingOf(row: Row): Result<{ heading: Heading; standing: Stands }> {
    if (row.form > kind.form) return tooNew;
    const read = opened(keys, row, 'heading', row.version) as {
      heading?: unknown;
      standing?: unknown;
    } | null;
    const heading = kind.heading.safeParse(read?.heading);
    const standing = kind.standing.safeParse(read?.standing);
    return heading.success && standing.success
      ? ok({ heading: heading.data, standing: standing.data })
      : unreadable;
  }

  async function whole(row: Row): Promise<Result<DocumentVersion<Content, Stands>>> {
    const read = headingOf(row);
    if (!read.ok) return read;
    const source =
      row.body !== null
        ? row
        : await ofKind
            .selectAll()
            .where('document_id', '=', row.document_id)
            .where('version', '=', row.content_version)
            .executeTakeFirst();
    const content = kind.content.safeParse(
      source === undefined ? null : opened(keys, source, 'body', row.content_version),
    );
    if (!content.success) return unreadable;
    const { standing } = read.value;
    return ok({ ...plainOf(row), content: content.data, standing });
  }

  function listed(rows: readonly Row[]): Result<ListedVersion<Heading, Stands>[]> {
    const items: ListedVersion<Heading, Stands>[] = [];
    for (const row of rows) {
      const read = headingOf(row);
      if (!read.ok) return read;
      items.push({ ...plainOf(row), ...read.value });
    }
    return ok(items);
  }

  const versionsOf = (id: string) => ofKind.where('document_id', '=', id);

  return {
    /** Null where there is none. */
    async newest(id: string): Promise<Result<DocumentVersion<Content, Stands>> | null> {
      const row = await versionsOf(id).selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst();
      return row === undefined ? null : whole(row);
    },

    async at(id: string, version: number): Promise<Result<DocumentVersion<Content, Stands>> | null> {
      const row = await versionsOf(id).selectAll().where('version', '=', version).executeTakeFirst();
      return row === undefined ? null : whole(row);
    },

    /** The newest versions of those that the filter lets through, the one saved last first. */
    async list(
      { state, phase }: DocumentFilter,
      page: number,
      size: number,
    ): Promise<Result<DocumentPage<Heading, Stands>>> {
      let newest = ofKind.where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('document_version as later')
              .select('later.version')
              .whereRef('later.document_id', '=', 'document_version.document_id')
              .whereRef('later.version', '>', 'document_version.version'),
          ),
        ),
      );
      if (state !== undefined) newest = newest.where('state', '=', state);
      if (phase !== undefined) newest = newest.where('phase', '=', phase);
      return paged(newest.orderBy('saved_at', 'desc').orderBy('document_id'), newest, page, size);
    },

    /** Of one document, the newest first; none where there is no such document. */
    async versions(id: string, page: number, size: number): Promise<Result<DocumentPage<Heading, Stands>>> {
      return paged(versionsOf(id).orderBy('version', 'desc'), versionsOf(id), page, size);
    },

    /**
     * Adds a version; false where it is there. `contentVersion`: an earlier one that says the same, whose content is
     * then not written once more.
     */
    async add(
      transaction: DatabaseTransaction,
      { id, version, content, standing, savedBy, savedAt }: DocumentVersion<Content, Stands>,
      contentVersion: number = version,
    ): Promise<boolean> {
      const seal = (column: SealedPart, json: object) =>
        keys.sealValue(JSON.stringify(json), placeOf(id, version, column));
      const added = await transaction
        .insertInto('document_version')
        .values({
          document_id: id,
          version,
          kind: kind.name,
          form: kind.form,
          state: standing.state,
          phase: kind.phaseOf(content),
          heading: seal('heading', { heading: kind.headingOf(content), standing }),
          content_version: contentVersion,
          body: contentVersion === version ? seal('body', content as object) : null,
          document_sha256: standing.documentSha256 ?? null,
          user_id: savedBy,
          saved_at: savedAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('version')
        .executeTakeFirst();
      return added !== undefined;
    },

    /** The version whose row holds the content of this one. */
    async contentVersionOf(id: string, version: number): Promise<number> {
      const row = await versionsOf(id)
        .select('content_version')
        .where('version', '=', version)
        .executeTakeFirstOrThrow();
      return row.content_version;
    },
  };

  async function paged(
    ordered: typeof ofKind,
    all: typeof ofKind,
    page: number,
    size: number,
  ): Promise<Result<DocumentPage<Heading, Stands>>> {
    const rows = await ordered
      .selectAll()
      .offset((page - 1) * size)
      .limit(size)
      .execute();
    const { total } = await all
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    const items = listed(rows);
    return items.ok ? ok({ items: items.value, total: Number(total) }) : items;
  }
}

type Row = Selectable<DocumentVersionTable>;
type SealedPart = 'heading' | 'body';

function plainOf(row: Row) {
  return { id: row.document_id, version: row.version, savedBy: row.user_id, savedAt: row.saved_at };
}

/** A version's own place: what was copied to another version or document does not open. */
function placeOf(id: string, version: number, part: SealedPart): string[] {
  return ['document_version', id, String(version), part];
}

function opened(keys: DataKeys, row: Row, part: SealedPart, version: number): unknown {
  const sealed = row[part];
  const text = sealed === null ? null : keys.openValue(sealed, placeOf(row.document_id, version, part));
  return text === null ? null : JSON.parse(text);
}

const unreadable = err(
  'damaged',
  'This document cannot be opened: it was changed outside Wardkeeper, or its key is gone.',
  'Leave it as it is and tell your IT staff: a backup may hold it.',
);

const tooNew = err(
  'too-new',
  'A newer version of Wardkeeper wrote this document; nothing in it was changed.',
  'Ask your IT staff to bring every node of the service to the same version.',
);
