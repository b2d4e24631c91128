import type { Preferences } from '../../../shared/contract/bridge/settings';
import { Segmented } from '../../ui/segmented';
import { SettingRow } from './setting-row';
import type { SettingsInUse } from './use-settings';

const themes: { value: Preferences['theme']; label: string; said: string }[] = [
  { value: 'system', label: 'System', said: 'Colors follow the computer.' },
  { value: 'light', label: 'Light', said: 'Light colors.' },
  { value: 'dark', label: 'Dark', said: 'Dark colors.' },
];

const densities: { value: Preferences['density']; label: string; said: string }[] = [
  { value: 'compact', label: 'Compact', said: 'Rows are compact.' },
  { value: 'comfortable', label: 'Comfortable', said: 'Rows have more room.' },
];

export function Appearance({
  preferences,
  change,
}: {
  preferences: Preferences;
  change: SettingsInUse['change'];
}) {
  const { theme, density } = preferences;
  return (
    <>
      <SettingRow name="Colors" note="Before anybody is in, they follow the computer.">
        <Segmented
          label="Colors"
          value={theme}
          options={themes}
          onChange={(next) => void change({ theme: next }, saidOf(themes, next))}
        />
      </SettingRow>
      <SettingRow name="Rows" note="Height of the rows in lists; the size of the text stays.">
        <Segmented
          label="Rows"
          value={density}
          options={densities}
          onChange={(next) => void change({ density: next }, saidOf(densities, next))}
        />
      </SettingRow>
    </>
  );
}

function saidOf<Value>(options: readonly { value: Value; said: string }[], value: Value): string {
  return options.find((option) => option.value === value)?.said ?? '';
}
