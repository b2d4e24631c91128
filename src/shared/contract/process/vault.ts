import { z } from 'zod';
import { practice } from '../platform/auth';
import { refusal } from '../bridge/refusal';

/** What main tells the vault's process. `port` and `file` bring a MessagePort with them. */
export const toVault = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    /** Folder of the vault files. */
    folder: z.string().min(1),
    version: z.string().min(1),
    /** The workstation secret from the OS keychain (32 bytes, base64url), or why there is none. */
    workstation: z.union([
      z.object({ ok: z.literal(true), value: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
      refusal,
    ]),
  }),
  /** Where the platform is, once it listens; a refusal when it could not start. */
  z.object({
    type: z.literal('platform'),
    platform: z.union([
      z.object({
        ok: z.literal(true),
        value: z.object({
          address: z.url(),
          launchSecret: z.string().min(32).max(128),
          practice,
          setupCode: z.string().max(128).nullable(),
        }),
      }),
      refusal,
    ]),
  }),
  /** Brings the window's port. A second one closes both and locks: a page that comes back has shown no password. */
  z.object({ type: z.literal('port') }),
  /** Answers `choose-file`: brings the reader's port, or says that nothing was chosen. */
  z.object({ type: z.literal('file'), id: z.int(), chosen: z.boolean() }),
  /** Close the file, then end. */
  z.object({ type: z.literal('stop') }),
]);
export type ToVault = z.infer<typeof toVault>;

/** What the vault's process tells main. */
export const fromVault = z.discriminatedUnion('type', [
  /** It was started and takes ports. */
  z.object({ type: z.literal('ready') }),
  /** Somebody asked to lock: end this process and destroy the page. */
  z.object({ type: z.literal('lock') }),
  /** Let the person choose a file and have the reader read it. */
  z.object({ type: z.literal('choose-file'), id: z.int() }),
  z.object({ type: z.literal('stopped') }),
]);
export type FromVault = z.infer<typeof fromVault>;
