import { z } from 'zod';
import { practice } from '../platform/auth';
import { lockReasons } from '../bridge/gate';
import { refusal } from '../bridge/refusal';
import { themes } from '../bridge/settings';

/** The workstation secret from the OS keychain (32 bytes, base64url), or why there is none. */
const workstationSecret = z.union([
  z.object({ ok: z.literal(true), value: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
  refusal,
]);

/** What may be exported. */
export const exportKinds = ['trail', 'people', 'chart'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** What main tells the vault's process. `port` and `file` bring a MessagePort with them. */
export const toVault = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    /** Folder of the vault files. */
    folder: z.string().min(1),
    version: z.string().min(1),
    workstation: workstationSecret,
    /** What this computer is called. */
    workstationName: z.string().max(100),
    /** This computer has a platform of its own, which main is starting. */
    embedded: z.boolean(),
    /** When and why it was locked last in this run of Wardkeeper. */
    locked: z
      .object({ at: z.int().nonnegative(), by: z.string().max(200).nullable(), why: z.enum(lockReasons) })
      .nullable(),
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
  /** How far the synthetic practice is. */
  z.object({
    type: z.literal('platform-progress'),
    done: z.int().nonnegative(),
    total: z.int().positive(),
    what: z.string().max(200),
  }),
  /** The computer has been idle for long, and locks in so many seconds; 0 when somebody came back. */
  z.object({ type: z.literal('locking-soon'), seconds: z.int().nonnegative() }),
  /** Brings the window's port. A second one closes both and locks: a page that comes back has shown no password. */
  z.object({ type: z.literal('port') }),
  /** Answers `choose-file`: brings the reader's port, or says that nothing was chosen. */
  z.object({ type: z.literal('file'), id: z.int(), chosen: z.boolean() }),
  /** Answers `choose-target`: where the file goes, or null where the person does not want it. */
  z.object({ type: z.literal('target'), id: z.int(), path: z.string().min(1).max(4096).nullable() }),
  /** Answers `make-workstation-secret`. */
  z.object({ type: z.literal('workstation-secret'), secret: workstationSecret }),
  /** Close the file, then end. */
  z.object({ type: z.literal('stop') }),
]);
export type ToVault = z.infer<typeof toVault>;

/** What the vault's process tells main. */
export const fromVault = z.discriminatedUnion('type', [
  /** It was started and takes ports. */
  z.object({ type: z.literal('ready') }),
  /** The keychain lost its entry while vaults exist, and somebody knows their phrase or starts anew: make another. */
  z.object({ type: z.literal('make-workstation-secret') }),
  /** Somebody chose the synthetic practice: start the platform inside this program. */
  z.object({ type: z.literal('start-platform') }),
  /** Somebody is in: who, how their window looks, and after how many idle minutes it locks. Again when that changes. */
  z.object({
    type: z.literal('opened'),
    by: z.string().max(200),
    idleMinutes: z.int().min(1).max(30),
    theme: z.enum(themes),
  }),
  /** End this process and destroy the page. */
  z.object({ type: z.literal('lock'), why: z.enum(lockReasons) }),
  /** Let the person choose a file and have the reader read it. */
  z.object({ type: z.literal('choose-file'), id: z.int() }),
  /** Have the person confirm an export and say where it goes. `on`: the practice's day, for the file's name. */
  z.object({
    type: z.literal('choose-target'),
    id: z.int(),
    what: z.enum(exportKinds),
    lines: z.int().positive(),
    on: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  }),
  z.object({ type: z.literal('stopped') }),
]);
export type FromVault = z.infer<typeof fromVault>;
