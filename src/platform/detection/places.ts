import type { BlindDetector, DetectionSettings } from '../../shared/contract/platform/detection-settings';
import { isInNetwork, isLoopback, parseNetwork } from '../../shared/detection/address';
import { seesTravel } from '../../shared/detection/impossible-travel';
import type { Locate, Place } from '../../shared/detection/observation';
import { networks } from '../synthetic/networks';

type KnownPlace = DetectionSettings['places'][number];

/** In a synthetic practice the networks that its made-up people come from are known too. */
const synthetic: readonly KnownPlace[] = Object.values(networks).map(
  ({ prefix, city, country, latitude, longitude }) => ({
    network: prefix,
    name: city,
    country,
    latitude,
    longitude,
  }),
);

/** The places there are, the narrowest network first. */
function tableOf(settings: Pick<DetectionSettings, 'places'>, isSynthetic: boolean): readonly KnownPlace[] {
  const width = ({ network }: KnownPlace) => parseNetwork(network)?.length ?? 0;
  // The practice's own word comes before ours for a network of the same width: the order is kept by the sort.
  return [...settings.places, ...(isSynthetic ? synthetic : [])].sort((a, b) => width(b) - width(a));
}

/**
 * Where an address is, as the practice's own table knows; null for all others. No table of the world's addresses is
 * shipped: the free ones are licensed otherwise, and out of date in weeks.
 */
export function locateBy(settings: Pick<DetectionSettings, 'places'>, isSynthetic: boolean): Locate {
  const table = tableOf(settings, isSynthetic);
  return (address) => {
    const found = table.find(({ network }) => isInNetwork(address, network));
    if (found === undefined) return null;
    const { country, name, latitude, longitude } = found;
    return { country, name, latitude, longitude } satisfies Place;
  };
}

/** Detectors that can find nothing as things are set, and why. */
export function blindDetectors(settings: DetectionSettings, isSynthetic: boolean): BlindDetector[] {
  if (seesTravel(tableOf(settings, isSynthetic), settings.thresholds)) return [];
  return [{ kind: 'impossible-travel', reason: settings.places.length === 0 ? noPlaces : placesTooNear }];
}

const noPlaces =
  'No place is known: from the addresses that people come from it cannot be told where they are. Add the networks of the towns they work in to the places.';
const placesTooNear =
  'All the places that are known lie near each other: whoever is far away is in none of them. Add networks of places further off.';

/** Countries of which no known place is: allowing them would allow nothing. */
export function countriesNowhere(settings: DetectionSettings, isSynthetic: boolean): string[] {
  const known = new Set(tableOf(settings, isSynthetic).map(({ country }) => country));
  return (settings.signInFrom?.countries ?? []).filter((country) => !known.has(country));
}

/** Whether one may sign in from there. From this computer always: that is the way back in. */
export function mayComeFrom(settings: DetectionSettings, isSynthetic: boolean, address: string): boolean {
  const { signInFrom } = settings;
  if (signInFrom === null || isLoopback(address)) return true;
  if (signInFrom.networks.some((network) => isInNetwork(address, network))) return true;
  const place = locateBy(settings, isSynthetic)(address);
  return place !== null && signInFrom.countries.includes(place.country);
}
