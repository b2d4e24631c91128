import { z } from 'zod';
import { listView, MOST_VIEWS, savedView, viewName } from '../../domain/saved-view';
import { KiB } from '../platform/call';
import { bridgeCall, bridgeNotice } from './call';

const own = {
  when: 'open',
  audit: { none: 'What somebody looks for is theirs; what they then read is from their own copy.' },
  // A view may name a patient.
  revealsPhi: true,
} as const;

export const listViews = bridgeCall({
  name: 'views.list',
  summary: 'The views that this person has saved, by name.',
  request: z.object({}),
  reply: z.object({ views: z.array(savedView).max(2 * MOST_VIEWS) }),
  ...own,
  limits: { request: KiB, reply: 2 * MOST_VIEWS * 64 * KiB },
});

export const saveView = bridgeCall({
  name: 'views.save',
  summary:
    'Keeps a view under a name; `conflict` where the screen has one of that name and it is not replaced.',
  request: z.object({ name: viewName, view: listView, replace: z.boolean() }),
  reply: z.object({ viewId: z.uuid() }),
  ...own,
  limits: { request: 64 * KiB, reply: KiB },
});

export const renameView = bridgeCall({
  name: 'views.rename',
  summary: 'Gives a view another name; `conflict` where the screen has one of that name.',
  request: z.object({ viewId: z.uuid(), name: viewName }),
  reply: z.object({}),
  ...own,
  limits: { request: KiB, reply: KiB },
});

export const deleteView = bridgeCall({
  name: 'views.delete',
  summary: 'Forgets a view. Saving it again takes that back.',
  request: z.object({ viewId: z.uuid() }),
  reply: z.object({}),
  ...own,
  limits: { request: KiB, reply: KiB },
});

/** The views changed. */
export const viewsChanged = bridgeNotice({ name: 'views.changed', payload: z.object({}) });
