import { accountFailures } from './account-failures';
import { addressFailures } from './address-failures';
import { bulkReads } from './bulk-reads';
import { concurrentSessions } from './concurrent-sessions';
import type { Detector } from './detector';
import { exportVolume } from './export-volume';
import { impossibleTravel } from './impossible-travel';
import { newPlace } from './new-place';
import { oddHours } from './odd-hours';
import { placeRefused } from './place-refused';
import { sessionChange } from './session-change';
import { spraying } from './spraying';
import { trailExport } from './trail-export';

/** Those that watch the door and what goes out of it. Each is handed only the states it gave out itself. */
export const doorDetectors: readonly Detector<unknown>[] = [
  accountFailures,
  addressFailures,
  spraying,
  placeRefused,
  newPlace,
  impossibleTravel,
  concurrentSessions,
  sessionChange,
  exportVolume,
  trailExport,
  bulkReads,
  oddHours,
];
