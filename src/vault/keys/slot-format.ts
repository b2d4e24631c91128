import { z } from 'zod';
import { argon2Cost, type Argon2Cost } from './password-key';

export const DATA_KEY_BYTES = 32;
export const SALT_BYTES = 16;
/** NIST SP 800-38D, section 8.2.2: 96 random bits, new for every seal. */
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const MARK_BYTES = 16;

export const SLOT_FORMAT = 'wardkeeper-key-slots';
export const SLOT_VERSION = 1;

/** Base64url without padding of exactly `bytes` bytes. */
function bytesText(bytes: number) {
  return z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}$`));
}

const sealShape = {
  salt: bytesText(SALT_BYTES),
  nonce: bytesText(NONCE_BYTES),
  /** AES-256-GCM: the data key's ciphertext, then the tag. */
  sealed: bytesText(DATA_KEY_BYTES + TAG_BYTES),
};

const slot = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), argon2: argon2Cost, ...sealShape }),
  z.strictObject({ kind: z.literal('recovery'), ...sealShape }),
]);
export type Slot = z.infer<typeof slot>;
export type SlotKind = Slot['kind'];

/** What stands beside a vault file: its data key, sealed once for each way of opening it. Frozen. */
export const keySlots = z.strictObject({
  format: z.literal(SLOT_FORMAT),
  version: z.literal(SLOT_VERSION),
  fileId: z.uuid(),
  /** HMAC of the file id under the workstation secret: tells another computer's file from a wrong password. */
  workstationMark: bytesText(MARK_BYTES),
  slots: z
    .array(slot)
    .min(1)
    .refine((slots) => new Set(slots.map(({ kind }) => kind)).size === slots.length, 'One slot of a kind'),
});
export type KeySlots = z.infer<typeof keySlots>;

/** The part of a slot that the seal binds as associated data. */
export type SlotHeader =
  { kind: 'password'; argon2: Argon2Cost; salt: string } | { kind: 'recovery'; salt: string };

/** The associated data of a seal: nothing in a slot, nor whose slot it is, can be changed unnoticed. */
export function slotHeaderText(fileId: string, header: SlotHeader): string {
  const cost =
    header.kind === 'password' ? [header.argon2.memoryKiB, header.argon2.passes, header.argon2.lanes] : [];
  return JSON.stringify([SLOT_FORMAT, SLOT_VERSION, fileId, header.kind, header.salt, ...cost]);
}
