import { hashRaw } from '@node-rs/argon2';
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  makeKeySlots,
  makeRecovery,
  openWithPassword,
  openWithPhrase,
  withPassword,
  withRecovery,
} from '../../../../src/vault/keys/key-slots';
import { keySlots, type KeySlots } from '../../../../src/vault/keys/slot-format';

interface Vectors {
  password: string;
  workstation: string;
  phrase: string;
  dataKey: string;
  keySlots: KeySlots;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../fixtures/vectors/key-slots.json', import.meta.url), 'utf8'),
) as Vectors;

const fileId = 'b3b6dc1e-6a55-4bd4-a3a2-0f5f6c0f7d11';
const password = 'Sugar-Maple-1892';

describe('the frozen vectors', () => {
  const workstation = Buffer.from(vectors.workstation, 'base64url');

  test('open with the password', async () => {
    const opened = await openWithPassword(keySlots.parse(vectors.keySlots), vectors.password, workstation);
    expect(opened).toEqual({ ok: true, dataKey: Buffer.from(vectors.dataKey, 'hex'), by: 'password' });
  });

  test('open with the phrase, without the workstation secret, and say so', () => {
    const opened = openWithPhrase(keySlots.parse(vectors.keySlots), vectors.phrase);
    expect(opened).toEqual({ ok: true, dataKey: Buffer.from(vectors.dataKey, 'hex'), by: 'recovery' });
  });

  test('are what the decision record says, computed with another library', async () => {
    const { slots } = vectors.keySlots;
    const [byPassword, byPhrase] = slots;
    if (byPassword?.kind !== 'password' || byPhrase?.kind !== 'recovery')
      throw new Error('Two slots, in this order');
    const stretched = await hashRaw(vectors.password, {
      salt: Buffer.from(byPassword.salt, 'base64url'),
      memoryCost: 65_536,
      timeCost: 3,
      parallelism: 1,
      outputLen: 32,
    });
    const dataKey = await subtleOpen(
      Buffer.concat([stretched, workstation]),
      byPassword,
      'wardkeeper vault: password slot, version 1',
      JSON.stringify([
        'wardkeeper-key-slots',
        1,
        vectors.keySlots.fileId,
        'password',
        byPassword.salt,
        65_536,
        3,
        1,
      ]),
    );
    expect(dataKey.toString('hex')).toBe(vectors.dataKey);

    const again = await subtleOpen(
      crockfordBytes(vectors.phrase),
      byPhrase,
      'wardkeeper vault: recovery slot, version 1',
      JSON.stringify(['wardkeeper-key-slots', 1, vectors.keySlots.fileId, 'recovery', byPhrase.salt]),
    );
    expect(again.toString('hex')).toBe(vectors.dataKey);
  });
});

describe('key slots', () => {
  const workstation = randomBytes(32);
  const dataKey = randomBytes(32);
  let made: KeySlots;
  beforeAll(async () => {
    made = await makeKeySlots(fileId, dataKey, password, workstation);
  });

  test('hold neither the key nor anything that repeats between files', async () => {
    const other = await makeKeySlots(fileId, dataKey, password, workstation);
    expect(JSON.stringify(made)).not.toContain(dataKey.toString('base64url'));
    expect(other.slots[0]?.salt).not.toBe(made.slots[0]?.salt);
    expect(other.slots[0]?.sealed).not.toBe(made.slots[0]?.sealed);
  });

  test('another password, another workstation and another file do not open', async () => {
    expect(await openWithPassword(made, `${password}!`, workstation)).toEqual({
      ok: false,
      why: 'not-opened',
    });
    expect(await openWithPassword(made, password, randomBytes(32))).toEqual({
      ok: false,
      why: 'other-workstation',
    });
    const moved = { ...made, fileId: '7d1f7c62-1f3b-4a0e-8b58-6f4f4ad6f001' };
    expect(await openWithPassword(moved, password, workstation)).toEqual({
      ok: false,
      why: 'other-workstation',
    });
  });

  test('one password, however the keyboard composes it', async () => {
    const composed = await makeKeySlots(fileId, dataKey, 'caf\u00e9-Blue-77', workstation);
    expect(await openWithPassword(composed, 'cafe\u0301-Blue-77', workstation)).toMatchObject({ ok: true });
  });

  test('a changed byte anywhere in a slot does not open', async () => {
    const [slot] = made.slots;
    if (slot?.kind !== 'password') throw new Error('A new file has a password slot');
    const changes = [
      { salt: flipped(slot.salt) },
      { nonce: flipped(slot.nonce) },
      { sealed: flipped(slot.sealed) },
      { argon2: { ...slot.argon2, passes: 4 } },
    ];
    for (const change of changes) {
      const altered = { ...made, slots: [{ ...slot, ...change }] };
      expect(await openWithPassword(altered, password, workstation)).toEqual({
        ok: false,
        why: 'not-opened',
      });
    }
  });

  test('a cost below the floor is not a slot file at all', () => {
    const [slot] = made.slots;
    if (slot?.kind !== 'password') throw new Error('A new file has a password slot');
    const weaker = { ...made, slots: [{ ...slot, argon2: { memoryKiB: 8, passes: 1, lanes: 1 } }] };
    expect(keySlots.safeParse(weaker).success).toBe(false);
  });

  test('a recovery slot opens without password and workstation; a new one ends the old', () => {
    expect(openWithPhrase(made, vectors.phrase)).toEqual({ ok: false, why: 'no-such-slot' });
    const first = makeRecovery(made.fileId, dataKey);
    const firstSlots = withRecovery(made, first.slot);
    expect(openWithPhrase(firstSlots, first.phrase)).toEqual({ ok: true, dataKey, by: 'recovery' });
    const second = makeRecovery(made.fileId, dataKey);
    const slots = withRecovery(firstSlots, second.slot);
    expect(slots.slots).toHaveLength(2);
    expect(openWithPhrase(slots, first.phrase)).toEqual({ ok: false, why: 'not-opened' });
    expect(openWithPhrase(slots, second.phrase)).toMatchObject({ ok: true });
    expect(openWithPhrase(slots, 'not a phrase')).toEqual({ ok: false, why: 'not-a-phrase' });
  });

  test('sealed anew, open with the new password on the new workstation and no other way; the phrase goes on', async () => {
    const recovery = makeRecovery(made.fileId, dataKey);
    const workstationNow = randomBytes(32);
    const anew = await withPassword(
      withRecovery(made, recovery.slot),
      dataKey,
      'New-Password-2026',
      workstationNow,
    );
    expect(keySlots.safeParse(anew).success).toBe(true);
    expect(await openWithPassword(anew, 'New-Password-2026', workstationNow)).toMatchObject({
      ok: true,
      dataKey,
    });
    expect(await openWithPassword(anew, password, workstationNow)).toMatchObject({ why: 'not-opened' });
    expect(await openWithPassword(anew, 'New-Password-2026', workstation)).toMatchObject({
      why: 'other-workstation',
    });
    expect(openWithPhrase(anew, recovery.phrase)).toMatchObject({ ok: true, dataKey });
  });
});

/** The same text with its first bit changed. */
function flipped(text: string): string {
  const bytes = Buffer.from(text, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  return bytes.toString('base64url');
}

/** HKDF-SHA-256 and AES-256-GCM by WebCrypto. */
async function subtleOpen(
  material: Uint8Array,
  slot: { salt: string; nonce: string; sealed: string },
  info: string,
  header: string,
): Promise<Buffer> {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
  const { subtle } = webcrypto;
  const base = await subtle.importKey('raw', new Uint8Array(material), 'HKDF', false, ['deriveKey']);
  const key = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: bytes(slot.salt), info: new TextEncoder().encode(info) },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['decrypt'],
  );
  const additionalData = new TextEncoder().encode(header);
  const algorithm = { name: 'AES-GCM', iv: bytes(slot.nonce), additionalData, tagLength: 128 };
  return Buffer.from(await subtle.decrypt(algorithm, key, bytes(slot.sealed)));
}

/** The bytes of a phrase by way of a bit string, its check included. */
function crockfordBytes(phrase: string): Buffer {
  const digits = phrase.replaceAll('-', '');
  const bits = [...digits]
    .map((digit) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(digit).toString(2).padStart(5, '0'))
    .join('');
  const bytes = Buffer.from((bits.slice(0, 128).match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const check = createHash('sha256').update(bytes).digest('hex').slice(0, 3);
  expect(parseInt(bits.slice(128), 2).toString(16).padStart(3, '0')).toBe(check);
  return bytes;
}
