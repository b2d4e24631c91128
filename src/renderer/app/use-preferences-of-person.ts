import { useEffect, useLayoutEffect, useState } from 'react';
import { defaultPreferences, type Preferences } from '../../shared/contract/bridge/settings';
import { useBridge } from '../lib/bridge-context';

/** What the person has set, kept current, and put on the page: theme and density, which leave with them. */
export function usePreferencesOfPerson(): Preferences {
  const bridge = useBridge();
  const [preferences, setPreferences] = useState(defaultPreferences);

  useEffect(() => {
    let current = true;
    void bridge.call('settings.look', {}).then((result) => {
      if (current && result.ok) setPreferences(result.value.preferences);
    });
    const off = bridge.on('settings.changed', setPreferences);
    return () => {
      current = false;
      off();
    };
  }, [bridge]);

  const { theme, density } = preferences;
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    if (theme !== 'system') dataset['theme'] = theme;
    if (density !== 'compact') dataset['density'] = density;
    return () => {
      delete dataset['theme'];
      delete dataset['density'];
    };
  }, [theme, density]);
  return preferences;
}
