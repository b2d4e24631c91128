import { z } from 'zod';
import { practice } from '../platform/auth';
import { refusal } from '../bridge/refusal';

/** 32 random bytes, most of them an Ed25519 seed, as base64url. They come from the keychain; never in argv, environment or a database. */
const seed = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** What main tells the embedded platform's process. */
export const toPlatform = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    /** Folder of the embedded database. */
    folder: z.string().min(1),
    version: z.string().min(1),
    /** Every request must carry it as `x-wardkeeper-launch`; new at each launch. */
    launchSecret: z.string().min(32).max(128),
    /** Signs the log's checkpoints. */
    logKey: seed,
    /** Signs access tokens. */
    tokenKey: seed,
    /** Wraps the keys that patient data is sealed under: 32 random bytes, in the same form. */
    phiKey: seed,
    /** Seals the backups, which lie in a folder beside the database. */
    backupKey: seed,
    /** The practice an empty database is given. */
    practice: z.object({
      name: z.string().min(1).max(200),
      timeZone: z.string().min(1).max(64),
      synthetic: z.boolean(),
    }),
    /** What an empty database is filled with where the practice is synthetic; null leaves it empty. */
    synthetic: z
      .object({
        seed: z.string().min(1).max(64),
        staff: z.int().min(5).max(500),
        patients: z.int().min(500).max(200_000),
        days: z.int().min(7).max(1096),
      })
      .nullable(),
  }),
  z.object({ type: z.literal('stop') }),
]);
export type ToPlatform = z.infer<typeof toPlatform>;

/** What the platform's process tells main. */
export const fromPlatform = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('listening'),
    /** `http://127.0.0.1:<port>` */
    address: z.url(),
    practice,
    /** Null once the practice has an administrator. */
    setupCode: z.string().max(128).nullable(),
  }),
  /** The practice has its first administrator; the set-up code is spent. */
  z.object({ type: z.literal('claimed') }),
  /** Filling a new database. */
  z.object({
    type: z.literal('progress'),
    done: z.int().nonnegative(),
    total: z.int().positive(),
    what: z.string().max(200),
  }),
  z.object({ type: z.literal('failed'), refusal }),
  z.object({ type: z.literal('stopped') }),
]);
export type FromPlatform = z.infer<typeof fromPlatform>;
