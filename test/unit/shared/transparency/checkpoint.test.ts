import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkpointText,
  cosign,
  cosignatureVerifier,
  ed25519Cosigner,
  openCheckpoint,
  parseCheckpointText,
  signCheckpoint,
} from '../../../../src/shared/transparency/checkpoint';
import { emptyRoot } from '../../../../src/shared/transparency/merkle-hash';
import {
  ed25519Signer,
  ed25519Verifier,
  parseNote,
  parseVerifierKey,
  signNote,
  verifierKeyText,
} from '../../../../src/shared/transparency/signed-note';
import vectors from '../../../fixtures/vectors/checkpoint.json';
import { ed25519Key, ed25519Verify, hashes, hex } from './node-hashes';

const frozen = vectors.checkpoint;
const logKey = ed25519Key(hex(frozen.logSeed));
const log = ed25519Signer(frozen.origin, logKey.publicKey, logKey.sign, hashes);
const verifyLog = ed25519Verifier(frozen.origin, logKey.publicKey, ed25519Verify, hashes);
const witnessKey = ed25519Key(hex(frozen.witnessSeed));
const witness = ed25519Cosigner(frozen.witness, witnessKey.publicKey, witnessKey.sign, hashes);
const verifyWitness = cosignatureVerifier(frozen.witness, witnessKey.publicKey, ed25519Verify, hashes);
const root = hex(frozen.root);

function cosigned(note: string, time: number): string {
  const result = cosign(note, witness, time);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

describe('the frozen checkpoint', () => {
  test('is written to the letter, and its cosignature', () => {
    const note = signCheckpoint(frozen.size, root, log);
    expect(note).toBe(frozen.note);
    expect(cosigned(note, frozen.cosignedAt)).toBe(frozen.cosignedNote);
    expect(verifierKeyText(frozen.origin, 1, logKey.publicKey, hashes)).toBe(frozen.logKey);
    expect(verifierKeyText(frozen.witness, 4, witnessKey.publicKey, hashes)).toBe(frozen.witnessKey);
    expect(parseVerifierKey(frozen.witnessKey, hashes)).toMatchObject({ ok: true, value: { type: 4 } });
  });

  test('opens, with whoever cosigned it', () => {
    expect(openCheckpoint(frozen.cosignedNote, verifyLog, [verifyWitness])).toEqual({
      ok: true,
      value: {
        checkpoint: { origin: frozen.origin, size: frozen.size, root },
        cosignatures: [{ name: frozen.witness, keyId: witness.keyId, time: frozen.cosignedAt }],
      },
    });
  });
});

describe('the example of the specification', () => {
  test('reads as a head with one signature of a log and one cosignature', () => {
    const note = parseNote(vectors.example);
    if (!note.ok) throw new Error(note.message);
    expect(note.value.signatures.map(({ signature }) => signature.length)).toEqual([64, 72]);
    expect(parseCheckpointText(note.value.text)).toMatchObject({
      ok: true,
      value: { origin: 'example.com/behind-the-sofa', size: 20852163 },
    });
  });
});

describe('a head', () => {
  const note = signCheckpoint(3, root, log);

  test('comes back at any size', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger().map(Math.abs),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (size, hash) => {
          const opened = openCheckpoint(signCheckpoint(size, hash, log), verifyLog);
          expect(opened.ok && opened.value.checkpoint).toEqual({
            origin: frozen.origin,
            size,
            root: Uint8Array.from(hash),
          });
        },
      ),
    );
    expect(openCheckpoint(signCheckpoint(0, emptyRoot(hashes), log), verifyLog).ok).toBe(true);
  });

  test('is passed with cosignatures by strangers, and refused with a false one by a cosigner', () => {
    const both = cosigned(note, 1_700_000_000);
    expect(openCheckpoint(both, verifyLog)).toMatchObject({ ok: true, value: { cosignatures: [] } });
    const later = signCheckpoint(4, root, log);
    const lineOfOther = cosigned(later, 1_700_000_000).slice(later.length);
    expect(openCheckpoint(note + lineOfOther, verifyLog, [verifyWitness])).toMatchObject({
      ok: false,
      code: 'damaged',
    });
  });

  test('is refused with the time of its cosignature changed', () => {
    const early = cosigned(note, 1_700_000_000);
    const bent = early.replace(
      /(— \S+ \S{6})(\S{10})(?=\S*\n$)/,
      (_, head: string, stamp: string) => head + stamp.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    );
    expect(bent).not.toBe(early);
    expect(openCheckpoint(bent, verifyLog, [verifyWitness]).ok).toBe(false);
  });

  test('is refused with a cosignature cut short, or of a time that no number holds', () => {
    const { text } = (parseNote(note) as { value: { text: string } }).value;
    const late = Buffer.alloc(8);
    late.writeBigUInt64BE(2n ** 63n);
    const signature = witness.sign(`cosignature/v1\ntime ${2n ** 63n}\n${text}`);
    for (const body of [Buffer.from([1, 2]), late, Buffer.concat([late, signature])]) {
      const bytes = Buffer.concat([Buffer.from(witness.keyId, 'hex'), body]);
      const line = `\u2014 ${witness.name} ${bytes.toString('base64')}\n`;
      expect(openCheckpoint(note + line, verifyLog).ok).toBe(true);
      expect(openCheckpoint(note + line, verifyLog, [verifyWitness])).toMatchObject({
        ok: false,
        code: 'damaged',
      });
    }
  });

  test('of another log is refused, though the key is the same', () => {
    const foreign = signNote(checkpointText({ origin: 'example.com/other', size: 3, root }), [log]);
    expect(openCheckpoint(foreign, verifyLog)).toMatchObject({
      ok: false,
      message: expect.stringContaining('another log') as string,
    });
  });

  test('that only a witness signed is refused', () => {
    const text = checkpointText({ origin: frozen.origin, size: 3, root });
    const stranger = ed25519Signer('example.com/stranger', witnessKey.publicKey, witnessKey.sign, hashes);
    expect(openCheckpoint(cosigned(signNote(text, [stranger]), 1), verifyLog, [verifyWitness])).toMatchObject(
      {
        ok: false,
        message: expect.stringContaining('log itself') as string,
      },
    );
  });

  test('cannot be written in another way', () => {
    const hash = checkpointText({ origin: 'o', size: 1, root }).split('\n')[2] as string;
    for (const text of [
      `o\n01\n${hash}\n`,
      `o\n-1\n${hash}\n`,
      `o\n1.0\n${hash}\n`,
      `o\n9007199254740993\n${hash}\n`,
      `o\n1\n${hash.slice(4)}\n`,
      `\n1\n${hash}\n`,
      `o\n1\n${hash}`,
      `o\n1\n${hash}\n\nextension\n`,
      'o\n1\n',
    ]) {
      expect(parseCheckpointText(text), text).toMatchObject({ ok: false });
    }
    expect(parseCheckpointText(`o\n1\n${hash}\nextension\n`)).toMatchObject({ ok: true, value: { size: 1 } });
    for (const bad of [
      { origin: '', size: 1, root },
      { origin: 'a\nb', size: 1, root },
      { origin: 'a', size: -1, root },
      { origin: 'a', size: 1, root: root.slice(1) },
    ]) {
      expect(() => checkpointText(bad)).toThrow(RangeError);
    }
    expect(() => cosign(note, witness, 1.5)).toThrow(RangeError);
  });
});
