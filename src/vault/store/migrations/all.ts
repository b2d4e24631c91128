import type { Migration } from '../migrate';
import { auditTrail } from './2026-11-21-audit-trail';
import { outboxAndLists } from './2026-11-22-outbox-and-lists';
import { search } from './2026-11-22-search';
import { viewsAndExports } from './2026-11-26-views-and-exports';

/** In the order of their dates. A migration that has been released never changes. */
export const migrations: readonly Migration[] = [auditTrail, outboxAndLists, search, viewsAndExports];
