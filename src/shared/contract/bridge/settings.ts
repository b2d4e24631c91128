import { z } from 'zod';
import { KiB } from '../platform/call';
import {
  beginSecondFactor as platformBeginSecondFactor,
  confirmSecondFactor,
} from '../platform/second-factor';
import { bridgeCall, bridgeNotice } from './call';

export const themes = ['system', 'light', 'dark'] as const;
export const densities = ['compact', 'comfortable'] as const;

/** What a person may set; kept in their vault. */
export const preferences = z.object({
  theme: z.enum(themes),
  density: z.enum(densities),
  /** Minutes without keyboard or mouse after which Wardkeeper locks. */
  idleMinutes: z.int().min(1).max(30),
  /** Hours the vault opens without the platform. */
  leaseHours: z
    .int()
    .min(1)
    .max(14 * 24),
});
export type Preferences = z.infer<typeof preferences>;

export const defaultPreferences: Preferences = {
  theme: 'system',
  density: 'compact',
  idleMinutes: 10,
  leaseHours: 72,
};

export const settingsView = z.object({
  preferences,
  workstation: z.string().max(100),
  version: z.string().max(64),
  /** The address of the platform; null for the one inside this program. */
  platform: z.url().max(300).nullable(),
  /** Bytes of this person's vault file. */
  vaultBytes: z.int().nonnegative(),
  cipher: z.string().max(100),
  /** When a recovery phrase was made, microseconds; null where there is none. */
  recoveryPhraseAt: z.int().nonnegative().nullable(),
  /** Whether the platform asks this person for a code; null while that is not known. */
  secondFactor: z.boolean().nullable(),
});
export type SettingsView = z.infer<typeof settingsView>;

const own = {
  when: 'open',
  revealsPhi: false,
} as const;

export const lookAtSettings = bridgeCall({
  name: 'settings.look',
  summary: 'What this person has set, and what this computer is.',
  request: z.object({}),
  reply: settingsView,
  ...own,
  audit: { none: 'It opens nothing of the record.' },
  limits: { request: KiB, reply: 8 * KiB },
});

export const changeSettings = bridgeCall({
  name: 'settings.change',
  summary: 'Sets what is given and leaves the rest.',
  request: preferences.partial(),
  reply: z.object({ preferences }),
  ...own,
  audit: { none: 'How one’s own console looks and when it locks concerns no record.' },
  limits: { request: KiB, reply: KiB },
});

export const newPhrase = bridgeCall({
  name: 'vaultKey.newPhrase',
  summary: 'Makes a recovery phrase and shows it once; it opens nothing until it is confirmed.',
  request: z.object({ password: z.string().min(1).max(1024) }),
  reply: z.object({ phrase: z.string().max(64) }),
  ...own,
  audit: { none: 'Nothing can be opened with it yet.' },
  limits: { request: 8 * KiB, reply: KiB },
});

export const confirmPhrase = bridgeCall({
  name: 'vaultKey.confirmPhrase',
  summary:
    'Shows that the phrase was written down; from now on it opens the vault, and an earlier one does not.',
  request: z.object({ phrase: z.string().min(1).max(200) }),
  reply: z.object({}),
  ...own,
  audit: { action: 'UPDATE', verb: 'RECOVERY_PHRASE_MADE', resource: 'Vault' },
  limits: { request: KiB, reply: KiB },
});

export const beginSecondFactor = bridgeCall({
  name: 'secondFactor.begin',
  summary: 'Asks the platform for a secret to put into an authenticator app.',
  request: platformBeginSecondFactor.request,
  reply: z.object({ secret: z.string().max(64), uri: z.string().max(1000) }),
  ...own,
  audit: { none: 'The platform records it.' },
  limits: { request: 8 * KiB, reply: 8 * KiB },
});

export const confirmFactor = bridgeCall({
  name: 'secondFactor.confirm',
  summary: 'Turns the second factor on by a first code; gives the recovery codes, once.',
  request: confirmSecondFactor.request,
  reply: confirmSecondFactor.reply,
  ...own,
  audit: { none: 'The platform records it.' },
  limits: { request: KiB, reply: 8 * KiB },
});

/** The preferences changed: draw by them. */
export const settingsChanged = bridgeNotice({ name: 'settings.changed', payload: preferences });
