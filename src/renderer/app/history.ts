import type { PlaceName, Places } from '../lib/navigate';

/** Where one is or was; `id` is new each time a place is opened, and kept when one comes back to it. */
export type Place = { [Name in PlaceName]: { id: number; name: Name; at: Places[Name] } }[PlaceName];

export interface History {
  /** The last one is where going back leads. */
  past: readonly Place[];
  here: Place;
  /** The first one is where going forward leads. */
  future: readonly Place[];
}

/** Further back nobody remembers how they came. */
const KEPT = 100;

export function beginAt<Name extends PlaceName>(name: Name): History {
  return { past: [], here: place(0, name, {}), future: [] };
}

/** Opening the place one is at draws it anew, and makes no second step to go back over. */
export function open<Name extends PlaceName>(history: History, name: Name, at: Places[Name]): History {
  const { past, here, future } = history;
  const next = place(1 + Math.max(here.id, ...[...past, ...future].map(({ id }) => id)), name, at);
  const again = here.name === name && JSON.stringify(here.at) === JSON.stringify(at);
  return { past: again ? past : [...past, here].slice(-KEPT), here: next, future: [] };
}

/** Notes what the present place stands at now; nothing where one has left it meanwhile. */
export function remember<Name extends PlaceName>(history: History, name: Name, at: Places[Name]): History {
  return history.here.name === name ? { ...history, here: place(history.here.id, name, at) } : history;
}

export function back(history: History): History {
  const { past, here, future } = history;
  const last = past.at(-1);
  return last === undefined ? history : { past: past.slice(0, -1), here: last, future: [here, ...future] };
}

export function forward(history: History): History {
  const { past, here, future } = history;
  const [next, ...rest] = future;
  return next === undefined ? history : { past: [...past, here], here: next, future: rest };
}

function place<Name extends PlaceName>(id: number, name: Name, at: Places[Name]): Place {
  return { id, name, at } as Place;
}
