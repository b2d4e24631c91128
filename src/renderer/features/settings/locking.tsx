import type { Preferences } from '../../../shared/contract/bridge/settings';
import { Select } from '../../ui/select';
import { SettingRow } from './setting-row';
import { hoursWords, idleChoices, leaseChoices, minutesWords, withPresent } from './spans';
import type { SettingsInUse } from './use-settings';

export function Locking({
  preferences,
  change,
}: {
  preferences: Preferences;
  change: SettingsInUse['change'];
}) {
  const { idleMinutes, leaseHours } = preferences;
  return (
    <>
      <SettingRow
        name="Lock when nobody uses it"
        note="After so long without keyboard or mouse; 30 minutes at most."
      >
        <Select
          label="Lock when nobody uses it"
          hideLabel
          className="w-40"
          value={String(idleMinutes)}
          options={withPresent(idleChoices, idleMinutes).map((minutes) => ({
            value: String(minutes),
            label: minutesWords(minutes),
          }))}
          onChange={(next) =>
            void change({ idleMinutes: Number(next) }, `Locks after ${minutesWords(Number(next))}.`)
          }
        />
      </SettingRow>
      <SettingRow
        name="Work without the platform"
        note="So long after its last answer your vault opens here with the password alone. Then it waits until the platform answers."
      >
        <Select
          label="Work without the platform"
          hideLabel
          className="w-40"
          value={String(leaseHours)}
          options={withPresent(leaseChoices, leaseHours).map((hours) => ({
            value: String(hours),
            label: hoursWords(hours),
          }))}
          onChange={(next) =>
            void change(
              { leaseHours: Number(next) },
              `Opens for ${hoursWords(Number(next))} without the platform.`,
            )
          }
        />
      </SettingRow>
      <p className="py-3 text-ink-3">It also locks when the computer sleeps, and whenever you press Lock.</p>
    </>
  );
}
