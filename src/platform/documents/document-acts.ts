import type { AuditWords } from '../../shared/contract/platform/call';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import { canonicalJson, type JsonObject, type JsonValue } from '../../shared/transparency/canonical-json';
import type { Caller } from '../access/caller';
import type { Recorder } from '../audit/act';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import type { DatabaseTransaction } from '../database/schema';
import { sealingKeys } from '../phi/data-keys';
import type { Service } from '../service';
import type { DocumentKind, DocumentVersion, Standing } from './document-kind';
import { documentStore, type DocumentFilter, type DocumentPage } from './document-store';
import { freezeProofs, frozenProofs } from './frozen-proofs';
import { namedPatients } from './named-patients';

/** What a version is to become; `meta`: what else its event tells, in codes and never in people's words. */
export interface Draft<Content, Stands extends Standing> {
  content: Content;
  standing: Stands;
  meta?: JsonObject;
}

export interface Saved<Version> {
  outcome: 'saved' | 'conflict';
  newest: Version;
}

/** A version that is asked about, and the version that the one who asks has read. */
interface Based {
  id: string;
  version: number;
}

/**
 * What is done with documents of one kind: each in one transaction with its event, which names the patients of the
 * version that was written or shown. Who saves over a version that is no longer the newest changes nothing and is shown
 * the newest; the same save sent twice by the same person is one.
 */
export function documentActs<Content, Heading, Stands extends Standing>(
  service: Service,
  kind: DocumentKind<Content, Heading, Stands>,
) {
  type Version = DocumentVersion<Content, Stands>;
  const { acts, clock, phi } = service;

  interface Scene {
    transaction: DatabaseTransaction;
    store: ReturnType<typeof documentStore<Content, Heading, Stands>>;
    now: number;
    /** Adds the event; `shown`: the version that it is about. */
    tell(words: AuditWords, happened: Partial<Happened>, id: string | null, shown?: Version): Promise<void>;
  }

  function scene<Value>(caller: Caller, work: (scene: Scene) => Promise<Value>): Promise<Value> {
    return acts.act(async (transaction, record: Recorder) => {
      const keys = await sealingKeys(transaction, phi.key);
      const now = clock();
      return work({
        transaction,
        store: documentStore(transaction, keys, kind),
        now,
        async tell(words, happened, id, shown) {
          const { resource, ...rest } = happenedIn(words);
          const draft = draftBy(
            caller,
            { ...rest, resource: { ...resource, ...(id !== null && { id }) }, ...happened },
            now,
          );
          const patients = shown === undefined ? [] : kind.patientsOf(shown.content);
          if (shown === undefined || patients.length === 0) return record(draft);
          const about = { id: shown.id, version: shown.version, patients };
          const named = await namedPatients(transaction, keys, phi.key, about, now);
          return record({ ...draft, ...named, phiFields: [kind.viewed.resource] });
        },
      });
    });
  }

  async function refused({ tell }: Scene, words: AuditWords, id: string | null, refusal: Refusal) {
    await tell(words, { outcome: refusal.code === 'denied' ? 'denied' : 'failure' }, id);
    return refusal;
  }

  /** The version that was made of `base`, where the same person made the same of it before. */
  async function madeBefore(
    { store }: Scene,
    base: Version | null,
    { id, version }: Based,
    draft: Draft<Content, Stands>,
    userId: string,
  ): Promise<boolean> {
    const made = await store.at(id, version + 1);
    if (made?.ok !== true || made.value.savedBy !== userId) return false;
    const isSame = saysTheSame(made.value, draft);
    return isSame && (base === null || !saysTheSame(base, draft));
  }

  return {
    /** `check`: why it may not be kept. */
    create(
      caller: Caller,
      words: AuditWords,
      id: string,
      draft: Draft<Content, Stands>,
      check: (transaction: DatabaseTransaction) => Promise<Refusal | null>,
    ): Promise<Result<Version>> {
      return scene(caller, async (here) => {
        const { transaction, store, now, tell } = here;
        const barred = await check(transaction);
        if (barred !== null) return refused(here, words, id, barred);
        const { content, standing } = draft;
        const userId = caller.account.userId;
        const first: Version = { id, version: 1, content, standing, savedBy: userId, savedAt: now };
        if (await store.add(transaction, first)) {
          await freezeProofs(transaction, first, kind.eventsOf(content));
          await tell(words, {}, id, first);
          return ok(first);
        }
        if (!(await madeBefore(here, null, { id, version: 0 }, draft, userId))) {
          return refused(here, words, id, idTaken);
        }
        const newest = await store.newest(id);
        if (newest?.ok !== true) return refused(here, words, id, newest ?? idTaken);
        // Whoever sends it a second time is shown it again, which is a reading of it.
        await tell(kind.viewed, {}, id, newest.value);
        return newest;
      });
    },

    read(caller: Caller, id: string, version: number | undefined): Promise<Result<Version>> {
      return scene(caller, async (here) => {
        const { store, tell } = here;
        const found = await (version === undefined ? store.newest(id) : store.at(id, version));
        // What was asked for is no document's id: it is not kept.
        if (found === null) return refused(here, kind.viewed, null, noSuchDocument);
        if (!found.ok) return refused(here, kind.viewed, id, found);
        await tell(kind.viewed, { meta: { version: found.value.version } }, id, found.value);
        return found;
      });
    },

    /** What proves the events that a version names. */
    proofs(caller: Caller, words: AuditWords, id: string, version: number | undefined) {
      return scene(caller, async (here) => {
        const { transaction, store, tell } = here;
        const found = await (version === undefined ? store.newest(id) : store.at(id, version));
        if (found === null) return refused(here, words, null, noSuchDocument);
        if (!found.ok) return refused(here, words, id, found);
        const { version: read, content } = found.value;
        await tell(words, { meta: { version: read } }, id);
        return ok({ version: read, ...(await frozenProofs(transaction, id, kind.eventsOf(content))) });
      });
    },

    list(
      caller: Caller,
      words: AuditWords,
      filter: DocumentFilter,
      page: number,
      size: number,
    ): Promise<Result<DocumentPage<Heading, Stands>>> {
      return scene(caller, async (here) => {
        const found = await here.store.list(filter, page, size);
        if (!found.ok) return refused(here, words, null, found);
        await here.tell(words, { meta: { records: found.value.items.length } }, null);
        return found;
      });
    },

    versions(
      caller: Caller,
      words: AuditWords,
      id: string,
      page: number,
      size: number,
    ): Promise<Result<DocumentPage<Heading, Stands>>> {
      return scene(caller, async (here) => {
        const found = await here.store.versions(id, page, size);
        if (!found.ok) return refused(here, words, id, found);
        if (found.value.total === 0) return refused(here, words, null, noSuchDocument);
        await here.tell(words, {}, id);
        return found;
      });
    },

    /** `decide`: what is to become of the version that the caller has read, or why nothing may. */
    change(
      caller: Caller,
      words: AuditWords,
      based: Based,
      decide: (before: Version, transaction: DatabaseTransaction) => Promise<Result<Draft<Content, Stands>>>,
    ): Promise<Result<Saved<Version>>> {
      const userId = caller.account.userId;
      const { id } = based;

      return scene(caller, async (here) => {
        const { transaction, store, now, tell } = here;
        const newest = await store.newest(id);
        if (newest === null) return refused(here, words, null, noSuchDocument);
        if (!newest.ok) return refused(here, words, id, newest);
        if (newest.value.version !== based.version) return overtaken(here, newest.value);
        const before = newest.value;
        const decided = await decide(before, transaction);
        if (!decided.ok) return refused(here, words, id, decided);
        const { content, standing, meta } = decided.value;
        if (saysTheSame(before, decided.value)) {
          await tell(kind.viewed, {}, id, before);
          return ok({ outcome: 'saved', newest: before });
        }
        const version = before.version + 1;
        const next: Version = { id, version, content, standing, savedBy: userId, savedAt: now };
        const changed = changedFields(before.content, content);
        const source = changed.length === 0 ? await store.contentVersionOf(id, before.version) : next.version;
        // Of two at once the second finds the version taken.
        if (!(await store.add(transaction, next, source))) {
          const winner = await store.newest(id);
          if (winner?.ok !== true) return refused(here, words, id, winner ?? noSuchDocument);
          return overtaken(here, winner.value);
        }
        await freezeProofs(transaction, next, kind.eventsOf(content));
        await tell(words, { meta: { version, ...(changed.length > 0 && { changed }), ...meta } }, id, next);
        return ok({ outcome: 'saved', newest: next });
      });

      /** Somebody saved since the version that the caller read: themself, the same request before, or another. */
      async function overtaken(here: Scene, newest: Version): Promise<Result<Saved<Version>>> {
        const base = await here.store.at(id, based.version);
        if (base === null) return refused(here, words, id, noSuchVersion);
        if (!base.ok) return refused(here, words, id, base);
        const decided = await decide(base.value, here.transaction);
        if (decided.ok && (await madeBefore(here, base.value, based, decided.value, userId))) {
          await here.tell(kind.viewed, {}, id, newest);
          return ok({ outcome: 'saved', newest });
        }
        const lost = {
          outcome: 'failure',
          meta: { reason: 'changed-meanwhile', version: newest.version },
        } as const;
        await here.tell(words, lost, id, newest);
        return ok({ outcome: 'conflict', newest });
      }
    },
  };
}

type Said = { content: unknown; standing: unknown };

function saysTheSame(one: Said, other: Said): boolean {
  const said = ({ content, standing }: Said) => canonicalJson([content, standing] as JsonValue);
  return said(one) === said(other);
}

/** The names of the fields that differ. */
function changedFields(before: unknown, after: unknown): string[] {
  const [one, other] = [before, after] as [Record<string, JsonValue>, Record<string, JsonValue>];
  return Object.keys(other)
    .filter((field) => canonicalJson(one[field] ?? null) !== canonicalJson(other[field] ?? null))
    .sort();
}

const idTaken = err(
  'conflict',
  'Another document has this id; nothing was changed.',
  'Send it with a new id, or look at what is there.',
);

const noSuchDocument = err('not-found', 'There is no such document.', 'The list shows every one.');

const noSuchVersion = err(
  'not-found',
  'The document has no such version.',
  'Read its newest version, then make your change.',
);
