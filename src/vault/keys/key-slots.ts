import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { passwordKey, STANDARD_COST } from './password-key';
import { entropyOf, phraseOf, recoveryKey } from './recovery-phrase';
import { seal, openSealed } from './seal';
import {
  MARK_BYTES,
  NONCE_BYTES,
  SALT_BYTES,
  SLOT_FORMAT,
  SLOT_VERSION,
  slotHeaderText,
  type KeySlots,
  type Slot,
  type SlotHeader,
  type SlotKind,
} from './slot-format';

export type OpenedKey =
  /** The caller zeroes `dataKey` after use. `by: 'recovery'` means without the keychain: the person is told. */
  | { ok: true; dataKey: Buffer; by: SlotKind }
  /** `not-opened`: another secret than it was sealed with, or the slot was altered; the two cannot be told apart. */
  | { ok: false; why: 'no-such-slot' | 'not-opened' | 'other-workstation' | 'not-a-phrase' };

/** Seals the data key of a new file under password and workstation secret. */
export function makeKeySlots(
  fileId: string,
  dataKey: Uint8Array,
  password: string,
  workstation: Uint8Array,
): Promise<KeySlots> {
  return withPassword({ fileId, slots: [] }, dataKey, password, workstation);
}

/** The same slots, with the data key sealed anew under a password and the secret of this workstation. */
export async function withPassword(
  { fileId, slots }: Pick<KeySlots, 'fileId' | 'slots'>,
  dataKey: Uint8Array,
  password: string,
  workstation: Uint8Array,
): Promise<KeySlots> {
  const salt = randomBytes(SALT_BYTES);
  const header: SlotHeader = { kind: 'password', argon2: STANDARD_COST, salt: textOf(salt) };
  const key = await passwordKey(password, workstation, salt, STANDARD_COST);
  const slot: Slot = { ...header, ...sealed(key, fileId, header, dataKey) };
  return {
    format: SLOT_FORMAT,
    version: SLOT_VERSION,
    fileId,
    workstationMark: workstationMark(fileId, workstation),
    slots: [slot, ...slots.filter(({ kind }) => kind !== 'password')],
  };
}

/** A new recovery slot for a file, and the phrase that opens it: to be shown once. */
export function makeRecovery(fileId: string, dataKey: Uint8Array): { slot: Slot; phrase: string } {
  const entropy = randomBytes(16);
  const salt = randomBytes(SALT_BYTES);
  const header: SlotHeader = { kind: 'recovery', salt: textOf(salt) };
  const slot: Slot = { ...header, ...sealed(recoveryKey(entropy, salt), fileId, header, dataKey) };
  const phrase = phraseOf(entropy);
  entropy.fill(0);
  return { slot, phrase };
}

/** The same slots with this one for the recovery phrase: an earlier phrase opens nothing any more. */
export function withRecovery(slots: KeySlots, recovery: Slot): KeySlots {
  return { ...slots, slots: [...slots.slots.filter(({ kind }) => kind !== 'recovery'), recovery] };
}

/** Opens with the password, on the computer the slots were made on. */
export async function openWithPassword(
  file: KeySlots,
  password: string,
  workstation: Uint8Array,
): Promise<OpenedKey> {
  if (!isOfWorkstation(file, workstation)) return { ok: false, why: 'other-workstation' };
  const { fileId, slots } = file;
  const slot = slots.find((candidate) => candidate.kind === 'password');
  if (slot === undefined) return { ok: false, why: 'no-such-slot' };
  return opened(await passwordKey(password, workstation, bytesOf(slot.salt), slot.argon2), fileId, slot);
}

/** Whether the slots were made under this workstation secret. Costs nothing and tells nothing of the password. */
export function isOfWorkstation(
  { fileId, workstationMark: mark }: KeySlots,
  workstation: Uint8Array,
): boolean {
  return timingSafeEqual(Buffer.from(mark), Buffer.from(workstationMark(fileId, workstation)));
}

/** Opens with the recovery phrase, on any computer, without its keychain. */
export function openWithPhrase({ fileId, slots }: KeySlots, phrase: string): OpenedKey {
  const entropy = entropyOf(phrase);
  if (entropy === null) return { ok: false, why: 'not-a-phrase' };
  const slot = slots.find((candidate) => candidate.kind === 'recovery');
  if (slot === undefined) return { ok: false, why: 'no-such-slot' };
  const key = recoveryKey(entropy, bytesOf(slot.salt));
  entropy.fill(0);
  return opened(key, fileId, slot);
}

/** 128 bits that only the holder of the workstation secret can compute; they tell nothing about it. */
export function workstationMark(fileId: string, workstation: Uint8Array): string {
  const digest = createHmac('sha256', workstation)
    .update(`wardkeeper vault: workstation mark, version 1\0${fileId}`)
    .digest();
  return textOf(digest.subarray(0, MARK_BYTES));
}

function sealed(key: Buffer, fileId: string, header: SlotHeader, dataKey: Uint8Array) {
  const nonce = randomBytes(NONCE_BYTES);
  return { nonce: textOf(nonce), sealed: textOf(seal(key, nonce, slotHeaderText(fileId, header), dataKey)) };
}

function opened(key: Buffer, fileId: string, slot: Slot): OpenedKey {
  const dataKey = openSealed(key, bytesOf(slot.nonce), slotHeaderText(fileId, slot), bytesOf(slot.sealed));
  return dataKey === null ? { ok: false, why: 'not-opened' } : { ok: true, dataKey, by: slot.kind };
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
