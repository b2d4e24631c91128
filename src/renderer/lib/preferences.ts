import { createContext, useContext } from 'react';
import { defaultPreferences, type Preferences } from '../../shared/contract/bridge/settings';

export const PreferencesContext = createContext<Preferences>(defaultPreferences);

/** What the person has set about their console. */
export function usePreferences(): Preferences {
  return useContext(PreferencesContext);
}

/** CSS pixels that a row is higher by where somebody asked for more room. */
const COMFORTABLE_PX = 8;

/** Height of a row in CSS pixels at 100 % text size; `compact` is the row's own. */
export function rowHeight(compact: number, density: Preferences['density']): number {
  return density === 'comfortable' ? compact + COMFORTABLE_PX : compact;
}
