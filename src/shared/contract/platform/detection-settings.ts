import { z } from 'zod';
import { parseNetwork } from '../../detection/address';
import { findingKinds } from '../../detection/detector';
import {
  standardThresholds,
  thresholdNames,
  thresholdTable,
  type ThresholdName,
} from '../../detection/thresholds';
import { KiB, platformCall } from './call';
import { writtenText } from './fields';

const network = z
  .string()
  .max(64)
  .refine((text) => parseNetwork(text) !== null, 'Write a network as in 203.0.113.0/24');
const country = z.string().regex(/^[A-Z]{2}$/, 'Write a country by its two letters, as in US');

const thresholds = z.object(
  Object.fromEntries(
    thresholdNames.map((name) => [
      name,
      z.int().min(thresholdTable[name].least).max(thresholdTable[name].most),
    ]),
  ) as Record<ThresholdName, z.ZodInt>,
);

/** As Date numbers them. */
export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

/** Full hours of the practice's clock, 24 being midnight. Closed all day where it does not close after it opens. */
const openHours = z.object({ from: z.int().min(0).max(24), until: z.int().min(0).max(24) });

/** Where the addresses of a network are. */
const knownPlace = z.object({
  network,
  country,
  name: writtenText(100),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

const settingsShape = {
  /** Grows with each change; whoever changes says which one they saw. */
  version: z.int().positive(),
  thresholds,
  openingHours: z.object(
    Object.fromEntries(weekdays.map((day) => [day, openHours])) as Record<
      (typeof weekdays)[number],
      typeof openHours
    >,
  ),
  /** The practice's own table of places; of two networks the narrower one says. */
  places: z.array(knownPlace).max(200),
  /** From where sign-in is allowed; null: from everywhere. This computer itself is always allowed. */
  signInFrom: z
    .object({ countries: z.array(country).max(250), networks: z.array(network).max(200) })
    .refine(
      ({ countries, networks }) => countries.length + networks.length > 0,
      'Name a country or a network',
    )
    .nullable(),
};
export const detectionSettings = z.object(settingsShape);
export type DetectionSettings = z.infer<typeof detectionSettings>;

const workday = { from: 7, until: 19 };

/** As the service comes. */
export const standardDetection: DetectionSettings = {
  version: 1,
  thresholds: standardThresholds,
  openingHours: {
    sunday: { from: 0, until: 0 },
    monday: workday,
    tuesday: workday,
    wednesday: workday,
    thursday: workday,
    friday: workday,
    saturday: { from: 8, until: 13 },
  },
  places: [],
  signInFrom: null,
};

/** A detector that can find nothing as things are set. */
const blindDetector = z.object({ kind: z.enum(findingKinds), reason: z.string().max(500) });
export type BlindDetector = z.infer<typeof blindDetector>;

const settingsReply = z.object({
  settings: detectionSettings,
  /** Microseconds; null: as the service came. */
  changedAt: z.int().nonnegative().nullable(),
  /** Which detectors see nothing as things are set, and why: an alert that never comes says nothing then. */
  blind: z.array(blindDetector).max(findingKinds.length),
  /** What each threshold may be, what it is by itself, and why. */
  bounds: z
    .array(
      z.object({
        threshold: z.enum(thresholdNames),
        standard: z.int(),
        least: z.int(),
        most: z.int(),
        why: z.string().max(500),
      }),
    )
    .max(100),
});

export const readDetectionSettings = platformCall({
  name: 'settings.readDetection',
  summary: 'When alerts are raised, the practice’s hours and places, and from where sign-in is allowed.',
  method: 'GET',
  path: '/api/v1/settings/detection',
  request: z.object({}),
  reply: settingsReply,
  permission: 'settings:read',
  audit: { none: 'It holds no patient data, and screens ask for it again and again.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 128 * KiB },
});

export const changeDetectionSettings = platformCall({
  name: 'settings.changeDetection',
  summary:
    'Changes these settings as a whole; refused where somebody changed them meanwhile, and where they would keep out the caller.',
  method: 'PUT',
  path: '/api/v1/settings/detection',
  request: z.object(settingsShape),
  reply: settingsReply,
  permission: 'settings:write',
  audit: { action: 'UPDATE', verb: 'DETECTION_SETTINGS_CHANGED', resource: 'DetectionSettings' },
  revealsPhi: false,
  limits: { request: 128 * KiB, reply: 128 * KiB },
});
