import { z } from 'zod';
import { isStorableText } from './audit-event/bounded-json';
import { peopleFilter, peopleSort } from './people-filter';
import { trailFilter } from './trail-filter';

/** What a list was narrowed to, and how it was sorted where it can be: enough to show it so again. */
export const listView = z.discriminatedUnion('screen', [
  z.object({ screen: z.literal('trail'), filter: trailFilter }),
  z.object({ screen: z.literal('people'), filter: peopleFilter, sort: peopleSort }),
]);
export type ListView = z.infer<typeof listView>;

export const viewName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine((name) => isStorableText(name) && !/\p{Cc}/u.test(name), 'A name is one line of text');

/** A view under the name that a person gave it. Both may say of whom it is: it is kept in their vault alone. */
export const savedView = z.object({ viewId: z.uuid(), name: viewName, view: listView });
export type SavedView = z.infer<typeof savedView>;

/** Most of one person, on each screen: what a menu can show and a person can remember. */
export const MOST_VIEWS = 30;

/** Two names that a person would take for the same. */
export function sameViewName(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

function folded(name: string): string {
  return name.trim().normalize('NFKC').replace(/\s+/g, ' ').toLowerCase();
}

/** Whether two views show the same, whatever day one of them was kept on. */
export function sameView(one: ListView, other: ListView): boolean {
  return plain(one) === plain(other);
}

function plain(view: ListView): string {
  if (view.screen === 'people')
    return JSON.stringify([view.screen, ordered(view.filter), ordered(view.sort)]);
  const { from, until, span, ...rest } = view.filter;
  return JSON.stringify([
    view.screen,
    ordered({ ...rest, ...(span === undefined ? { from, until } : { span }) }),
  ]);
}

function ordered(parts: object): [string, unknown][] {
  return Object.entries(parts)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A view that comes with the program. */
export interface BuiltInView {
  name: string;
  view: ListView;
}

export const builtInViews: readonly BuiltInView[] = [
  {
    name: 'Exports this month',
    view: { screen: 'trail', filter: { actions: ['EXPORT'], span: 'this month' } },
  },
  {
    name: 'Failed sign-ins, last 30 days',
    view: { screen: 'trail', filter: { actions: ['FAILED_LOGIN'], span: 'last 30 days' } },
  },
  {
    name: 'Refused, last 30 days',
    view: { screen: 'trail', filter: { outcomes: ['denied'], span: 'last 30 days' } },
  },
  {
    name: 'Active without a second factor',
    view: {
      screen: 'people',
      filter: { job: 'anything but service', status: 'active', secondFactor: 'none', seen: 'any', text: '' },
      sort: { by: 'name', descending: false },
    },
  },
  {
    name: 'Active, not seen for 30 days',
    view: {
      screen: 'people',
      filter: {
        job: 'anything but service',
        status: 'active',
        secondFactor: 'any',
        seen: 'not-for-30-days',
        text: '',
      },
      sort: { by: 'seen', descending: false },
    },
  },
];
