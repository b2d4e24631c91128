import { z } from 'zod';
import { whoAmI } from '../../shared/contract/platform/auth';
import { defaultPreferences, preferences, type Preferences } from '../../shared/contract/bridge/settings';
import type { ReadableDb, WritableDb } from '../store/db';
import { sql } from '../store/sql';
import { keptSetting } from './kept-setting';

/** Who the vault's owner is and what they may do, as the platform last said: for opening it without the platform. */
export const keptIdentity = keptSetting('identity', whoAmI.reply);

/** Whether the platform asked for a second factor at the last sign-in. */
export const keptSecondFactor = keptSetting('second-factor', z.boolean());

/** When the recovery phrase was made, microseconds. */
export const recoveryPhraseMadeAt = keptSetting('recovery-phrase-made-at', z.int().nonnegative());

const preferencesChange = preferences.partial();
type PreferencesChange = z.infer<typeof preferencesChange>;
const kept = keptSetting('preferences', preferencesChange);

/** What the practice's list of people calls their job; null where there is none. */
export function ownJobTitle(db: ReadableDb, userId: string): string | null {
  const row = db.row(
    sql`SELECT json_extract(body, '$.jobTitle') AS title FROM member WHERE user_id = ${userId}`,
    z.object({ title: z.string() }),
  );
  return row?.title ?? null;
}

/** What this person has set, over what holds for whoever has set nothing. */
export function ownPreferences(db: ReadableDb): Preferences {
  return changed(defaultPreferences, kept.read(db) ?? {});
}

export function changePreferences(db: WritableDb, change: PreferencesChange): Preferences {
  const next = changed(ownPreferences(db), change);
  kept.write(db, next);
  return next;
}

function changed(from: Preferences, change: PreferencesChange): Preferences {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...from, ...(Object.fromEntries(given) as Partial<Preferences>) };
}
