import { daysOf, type DayOfEvents } from '../../../../src/platform/synthetic/happenings';
import type { Timed } from '../../../../src/platform/synthetic/sessions';
import { worldOf, type PracticeSize, type World } from '../../../../src/platform/synthetic/world';

export const zone = 'America/Chicago';
/** A Tuesday at half past two in La Crosse; Thanksgiving lies behind it, and the end of summer time. */
export const now = Date.UTC(2026, 11, 1, 20, 30) * 1000;

/** The cast of the pictures, over twelve weeks: room for every kind of misuse. */
export const theCast: PracticeSize = { seed: 'tuning', staff: 25, patients: 4180, days: 84 };

export interface Past {
  world: World;
  days: DayOfEvents[];
  events: Timed[];
}

export function pastOf(size: PracticeSize, at = now): Past {
  const world = worldOf(size, zone, at);
  const days = [...daysOf(world)];
  return { world, days, events: days.flatMap(({ events }) => events) };
}
