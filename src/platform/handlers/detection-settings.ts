import {
  changeDetectionSettings,
  readDetectionSettings,
  type DetectionSettings,
} from '../../shared/contract/platform/detection-settings';
import { thresholdNames, thresholdTable } from '../../shared/detection/thresholds';
import { err, ok } from '../../shared/domain/result';
import type { JsonObject } from '../../shared/transparency/canonical-json';
import { practiceWide } from '../access/practice-wide';
import { draftBy, happenedIn } from '../audit/draft';
import { blindDetectors, countriesNowhere, mayComeFrom } from '../detection/places';
import {
  detectionSettingsOf,
  keepDetectionSettings,
  lockDetectionSettings,
  type KeptDetection,
} from '../detection/settings';
import type { Service } from '../service';
import type { Handlers } from './handler';

export function detectionSettingsHandlers(
  service: Service,
): Pick<Handlers, 'settings.readDetection' | 'settings.changeDetection'> {
  const { acts, clock, db, practice } = service;
  const reply = ({ settings, changedAt }: KeptDetection) =>
    ok({ settings, changedAt, blind: blindDetectors(settings, practice.synthetic), bounds });

  return {
    'settings.readDetection': practiceWide(service, readDetectionSettings, async () =>
      reply(await detectionSettingsOf(db)),
    ),

    'settings.changeDetection': practiceWide(service, changeDetectionSettings, async (wanted, caller) => {
      const nowhere = countriesNowhere(wanted, practice.synthetic);
      if (nowhere.length > 0) return noPlaceIn(nowhere);
      if (!mayComeFrom(wanted, practice.synthetic, caller.network.address)) return keepsOutCaller;
      return acts.quietly(async (transaction, record) => {
        const { settings: kept, changedAt } = await lockDetectionSettings(transaction);
        if (kept.version !== wanted.version) return changedMeanwhile;
        const changed = changesBetween(kept, wanted);
        if (Object.keys(changed).length === 0) return reply({ settings: kept, changedAt });
        const now = clock();
        const settings = { ...wanted, version: kept.version + 1 };
        await keepDetectionSettings(transaction, settings, caller.account.userId, now);
        const happened = happenedIn(changeDetectionSettings.audit);
        const meta = { version: settings.version, changed };
        await record(draftBy(caller, { ...happened, category: 'administration', meta }, now));
        return reply({ settings, changedAt: now });
      });
    }),
  };
}

const bounds = thresholdNames.map((threshold) => ({ threshold, ...thresholdTable[threshold] }));

/** Old and new value of each threshold that is another now; of what is a list, that it is another and how long. */
function changesBetween(old: DetectionSettings, wanted: DetectionSettings): JsonObject {
  const numbers = thresholdNames
    .filter((name) => old.thresholds[name] !== wanted.thresholds[name])
    .map((name) => [name, { old: old.thresholds[name], new: wanted.thresholds[name] }]);
  const isOther = (name: 'openingHours' | 'places' | 'signInFrom') =>
    JSON.stringify(old[name]) !== JSON.stringify(wanted[name]);
  const from = ({ signInFrom }: DetectionSettings) =>
    signInFrom === null
      ? 'everywhere'
      : [...signInFrom.countries, ...signInFrom.networks].slice(0, 20).join(' ');
  return {
    ...(Object.fromEntries(numbers) as JsonObject),
    ...(isOther('openingHours') && { openingHours: { changed: true } }),
    ...(isOther('places') && { places: { old: old.places.length, new: wanted.places.length } }),
    ...(isOther('signInFrom') && { signInFrom: { old: from(old), new: from(wanted) } }),
  };
}

function noPlaceIn(countries: readonly string[]) {
  return err(
    'invalid-request',
    `The field signInFrom does not fit: no place is known in ${countries.slice(0, 5).join(', ')}, so nobody could come from there.`,
    'Add the networks that people come from to the places, or allow networks.',
  );
}

const keepsOutCaller = err(
  'invalid-request',
  'You could not sign in again from where you are; nothing was changed.',
  'Allow the network you are in as well, or make this change on the computer that the service runs on.',
);

const changedMeanwhile = err(
  'conflict',
  'Somebody changed the settings since you read them; nothing was changed.',
  'Read them again, and change what you still want changed.',
);
