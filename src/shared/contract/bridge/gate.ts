import { z } from 'zod';
import { newPassword } from '../../domain/new-password';
import { KiB } from '../platform/call';
import { account, practice, userName } from '../platform/auth';
import { signInCode } from '../platform/second-factor';
import { bridgeCall, bridgeNotice } from './call';
import { refusal } from './refusal';

const micros = z.int().nonnegative();

/** Somebody with a vault on this computer, as the gate greets them. */
export const knownPerson = z.object({
  personId: z.uuid(),
  userName,
  displayName: z.string().max(200),
  /** "Administrator", "Front desk". */
  jobTitle: z.string().max(100),
  practice,
  /** When their vault was last open here. */
  lastHere: micros.nullable(),
  /** Wrong tries since then, and seconds until the next one is looked at. */
  failures: z.int().nonnegative(),
  wait: z.int().nonnegative(),
  /** Where their vault turned out to be damaged: its newest copy that is whole. `events`: so many it holds. */
  copy: z.object({ madeAt: micros, events: z.int().nonnegative() }).nullable(),
});
export type KnownPerson = z.infer<typeof knownPerson>;

export const lockReasons = ['person', 'idle', 'sleep', 'signed-out', 'fault'] as const;
export type LockReason = (typeof lockReasons)[number];

/** What the gate screens can say before anybody is in. */
export const gateView = z.object({
  /**
   * `none`: no platform was chosen on this computer yet. `starting` until it answers; `preparing`: the synthetic
   * practice is being made; `unclaimed`: it waits for its first person.
   */
  platform: z.enum(['none', 'starting', 'preparing', 'unclaimed', 'ready', 'unreachable']),
  /** Null for the one inside this program. */
  address: z.url().max(300).nullable(),
  /** The practice of that platform, once known. */
  practice: practice.nullable(),
  preparing: z
    .object({ done: z.int().nonnegative(), total: z.int().positive(), what: z.string().max(200) })
    .nullable(),
  people: z.array(knownPerson).max(50),
  /** Null when nobody has been in since Wardkeeper started. */
  locked: z.object({ at: micros, by: z.string().max(200).nullable(), why: z.enum(lockReasons) }).nullable(),
  /** What this computer is called. */
  workstation: z.string().max(100),
  /** How long one may work here without the platform, in hours. */
  leaseHours: z.int().positive(),
  version: z.string().max(64),
  /** Why nobody can come in at the moment. */
  problem: refusal.nullable(),
});
export type GateView = z.infer<typeof gateView>;

export const lookAtGate = bridgeCall({
  name: 'gate.look',
  summary: 'What to show before anybody is signed in.',
  request: z.object({}),
  reply: gateView,
  when: 'gate',
  audit: { none: 'Nothing of the record is opened.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 64 * KiB },
});

export const tryPractice = bridgeCall({
  name: 'gate.try',
  summary:
    'Starts the platform inside this program with a synthetic practice; the gate’s view tells how far it is.',
  request: z.object({}),
  reply: z.object({}),
  when: 'gate',
  audit: { none: 'The platform records that it was made.' },
  revealsPhi: false,
  limits: { request: KiB, reply: KiB },
});

/** A platform as it presents itself at an address, before it is trusted. */
export const foundPlatform = z.object({
  address: z.url().max(300),
  practice,
  /** SHA-256 of the log’s public key in groups of four hex digits: for two people to compare. */
  logKey: z.string().max(100),
  /** Null on this computer’s own loopback address. */
  certificate: z
    .object({
      subject: z.string().max(300),
      issuer: z.string().max(300),
      until: micros,
      /** SHA-256 in hex, in groups. */
      fingerprint: z.string().max(200),
    })
    .nullable(),
  protocol: z.string().max(20).nullable(),
});
export type FoundPlatform = z.infer<typeof foundPlatform>;

export const connectPlatform = bridgeCall({
  name: 'gate.connect',
  summary: 'Looks at the platform at an address and says who it is; nothing is kept.',
  request: z.object({ address: z.string().trim().min(1).max(300) }),
  reply: foundPlatform,
  when: 'gate',
  audit: { none: 'Nobody is signed in and nothing is opened.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 8 * KiB },
});

export const trustPlatform = bridgeCall({
  name: 'gate.trust',
  summary: 'Makes the platform just looked at this computer’s own, and pins the key of its log.',
  request: z.object({ address: z.url().max(300), logKey: z.string().max(100) }),
  reply: z.object({}),
  when: 'gate',
  audit: { none: 'Nobody is signed in and nothing is opened.' },
  revealsPhi: false,
  limits: { request: KiB, reply: KiB },
});

export const claim = bridgeCall({
  name: 'gate.claim',
  summary: 'Gives the people of a fresh synthetic practice a password, and says whom to sign in as.',
  request: z.object({ password: newPassword }),
  reply: z.object({ account }),
  when: 'gate',
  audit: { none: 'The platform records it.' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 8 * KiB },
});

const secret = z.string().min(1).max(1024);

/** For a vault that was sealed under an earlier password, or is damaged: how else it may be opened. */
export const otherOpener = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('former-password'), password: secret }),
  z.object({ kind: z.literal('phrase'), phrase: z.string().min(1).max(200) }),
  /** Keeps the damaged file as evidence and goes on from the copy that was made then. */
  z.object({ kind: z.literal('copy'), madeAt: micros }),
  /** Keeps the old file as evidence and receives everything anew. */
  z.object({ kind: z.literal('start-anew') }),
]);
export type OtherOpener = z.infer<typeof otherOpener>;

export const signIn = bridgeCall({
  name: 'gate.signIn',
  summary:
    'Signs in to the platform and opens this person’s vault; where the platform does not answer, opens the vault alone.',
  request: z.object({
    who: z.union([z.object({ personId: z.uuid() }), z.object({ userName })]),
    password: secret,
    code: signInCode.optional(),
    opener: otherOpener.optional(),
  }),
  reply: z.object({
    account,
    practice,
    offline: z.boolean(),
    /** `phrase`: without this computer’s keychain, which the person is told. */
    openedBy: z.enum(['password', 'phrase', 'new']),
  }),
  when: 'gate',
  audit: { none: 'The platform records the sign-in; an unlock without it is an act of the vault’s own log.' },
  revealsPhi: false,
  limits: { request: 16 * KiB, reply: 8 * KiB },
});

export const lock = bridgeCall({
  name: 'gate.lock',
  summary: 'Closes the vault, ends its process and puts the gate in front.',
  request: z.object({}),
  reply: z.object({}),
  when: 'open',
  audit: { none: 'Locking opens nothing.' },
  revealsPhi: false,
  limits: { request: KiB, reply: KiB },
});

/** The gate's view changed: look again. */
export const gateChanged = bridgeNotice({ name: 'gate.changed', payload: z.object({}) });

/** Nobody has touched keyboard or mouse for long; 0 when somebody did. */
export const lockingSoon = bridgeNotice({
  name: 'gate.lockingSoon',
  payload: z.object({ seconds: z.int().nonnegative() }),
});
