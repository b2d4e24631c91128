import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64Bytes } from '../../../../src/shared/transparency/bytes';
import {
  addSignature,
  ed25519Signer,
  ed25519Verifier,
  noteSignatureType,
  openNote,
  parseNote,
  parseVerifierKey,
  signNote,
  verifierKeyText,
} from '../../../../src/shared/transparency/signed-note';
import vectors from '../../../fixtures/vectors/checkpoint.json';
import { ed25519Key, ed25519Verify, hashes } from './node-hashes';

const { text, note, privateKey, verifierKey } = vectors.note;

/** The seed in a private key of the Go implementation: PRIVATE+KEY+name+id+base64(type ‖ seed). */
const seedOf = (key: string) => (base64Bytes(key.split('+').slice(4).join('+')) as Uint8Array).slice(1);
const peterKey = ed25519Key(seedOf(privateKey));
const peter = ed25519Signer('PeterNeumann', peterKey.publicKey, peterKey.sign, hashes);
const verifyPeter = ed25519Verifier('PeterNeumann', peterKey.publicKey, ed25519Verify, hashes);
const enochKey = ed25519Key(new Uint8Array(32).fill(7));
const enoch = ed25519Signer('EnochRoot', enochKey.publicKey, enochKey.sign, hashes);
const verifyEnoch = ed25519Verifier('EnochRoot', enochKey.publicKey, ed25519Verify, hashes);

describe('the published note', () => {
  test('is written to the letter', () => {
    expect(peter.keyId).toBe('c74f20a3');
    expect(signNote(text, [peter])).toBe(note);
  });

  test('opens with its verifier key', () => {
    const key = parseVerifierKey(verifierKey, hashes);
    if (!key.ok) throw new Error(key.message);
    expect(key.value).toMatchObject({
      name: 'PeterNeumann',
      keyId: 'c74f20a3',
      type: noteSignatureType.ed25519,
    });
    expect(verifierKeyText('PeterNeumann', noteSignatureType.ed25519, key.value.publicKey, hashes)).toBe(
      verifierKey,
    );
    const opened = openNote(note, [
      ed25519Verifier(key.value.name, key.value.publicKey, ed25519Verify, hashes),
    ]);
    expect(opened).toMatchObject({ ok: true, value: { text, unknown: [] } });
  });

  test('and its verifier key is refused with any character changed', () => {
    for (let at = 0; at < verifierKey.length; at += 1) {
      const other = verifierKey[at] === 'A' ? 'B' : 'A';
      const bent = verifierKey.slice(0, at) + other + verifierKey.slice(at + 1);
      expect(parseVerifierKey(bent, hashes).ok, bent).toBe(false);
      expect(parseVerifierKey(verifierKey.slice(0, at), hashes).ok).toBe(false);
    }
  });

  test('the poem of the specification comes apart as it should', () => {
    const parsed = parseNote(vectors.poem);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.value.text.split('\n')).toHaveLength(5);
    expect(parsed.value.signatures).toMatchObject([
      { name: 'quasimodo.example/salvatore', keyId: '367ba04b' },
    ]);
  });
});

describe('opening a note', () => {
  const both = signNote(text, [peter, enoch]);

  test('tells verified from unknown keys', () => {
    expect(openNote(both, [verifyPeter])).toMatchObject({
      ok: true,
      value: { verified: [{ name: 'PeterNeumann' }], unknown: [{ name: 'EnochRoot' }] },
    });
    expect(openNote(both, [verifyPeter, verifyEnoch])).toMatchObject({
      ok: true,
      value: { verified: [{ name: 'PeterNeumann' }, { name: 'EnochRoot' }], unknown: [] },
    });
  });

  test('is refused when no known key signed it', () => {
    expect(openNote(note, [verifyEnoch])).toMatchObject({ ok: false, code: 'damaged' });
    expect(openNote(note, [])).toMatchObject({ ok: false, code: 'damaged' });
  });

  test('takes neither the name alone nor the key id alone for a known key', () => {
    const impostor = ed25519Signer('PeterNeumann', enochKey.publicKey, enochKey.sign, hashes);
    expect(openNote(signNote(text, [impostor]), [verifyPeter])).toMatchObject({ ok: false });
    expect(openNote(signNote(text, [{ ...enoch, keyId: peter.keyId }]), [verifyPeter])).toMatchObject({
      ok: false,
    });
  });

  test('is refused when a known key did not sign this text, whoever else did', () => {
    const forged = signNote(text, [{ ...enoch, sign: () => enoch.sign('another text\n') }, peter]);
    expect(openNote(forged, [verifyPeter, verifyEnoch])).toMatchObject({
      ok: false,
      message: expect.stringContaining('EnochRoot') as string,
    });
    expect(openNote(forged, [verifyPeter]).ok).toBe(true);
  });

  test('is refused with a signature of another length, which no verifier is asked about', () => {
    const gullible = ed25519Verifier('PeterNeumann', peterKey.publicKey, () => true, hashes);
    const short = signNote(text, [{ ...peter, sign: (message) => peter.sign(message).slice(1) }]);
    expect(openNote(note, [gullible]).ok).toBe(true);
    expect(openNote(short, [gullible])).toMatchObject({ ok: false, code: 'damaged' });
  });

  test('is refused with any character of the text changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length - 2 }), (at) => {
        const other = text[at] === 'x' ? 'y' : 'x';
        expect(openNote(text.slice(0, at) + other + note.slice(at + 1), [verifyPeter]).ok).toBe(false);
      }),
    );
  });

  test('passes over a signature twice by one key', () => {
    const twice = addSignature(note, peter);
    if (!twice.ok) throw new Error(twice.message);
    const opened = openNote(twice.value, [verifyPeter]);
    expect(opened.ok && opened.value.verified).toHaveLength(1);
  });
});

describe('what is no note', () => {
  const line = note.slice(text.length + 1);

  test.each([
    ['no signatures', text],
    ['an empty signature part', `${text}\n`],
    ['no newline at the end', note.slice(0, -1)],
    ['a control character', `\u0001${note}`],
    ['a carriage return', note.replace('\n', '\r\n')],
    ['a lone surrogate', `\ud800${note}`],
    ['a name with a space', `${text}\n${line.replace('PeterNeumann', 'Bad Name')}`],
    ['a name with a plus sign', `${text}\n${line.replace('PeterNeumann', 'Bad+Name')}`],
    ['a name with a no-break space', `${text}\n${line.replace('PeterNeumann', 'Bad\u00a0Name')}`],
    ['a hyphen for the dash', `${text}\n${line.replace('\u2014', '-')}`],
    ['a line too many', `${note}Unexpected line.\n`],
    ['a signature that is a key id only', `${text}\n\u2014 PeterNeumann x08gow==\n`],
    ['base64 in another form', `${text}\n${line.replace('=\n', '\n')}`],
    ['33 signatures', text + '\n' + line.repeat(33)],
    ['a quarter of a million characters', `${'x'.repeat(256 * 1024)}\n\n${line}`],
  ])('%s', (_, candidate) => {
    expect(parseNote(candidate)).toMatchObject({ ok: false, code: 'damaged' });
  });

  test('takes 32 signatures', () => {
    expect(parseNote(text + '\n' + line.repeat(32)).ok).toBe(true);
  });

  test('and what cannot be signed', () => {
    for (const bad of ['', 'no newline', 'tab\t\n', '\ud800\n'])
      expect(() => signNote(bad, [peter])).toThrow(RangeError);
    expect(() => ed25519Signer('a b', peterKey.publicKey, peterKey.sign, hashes)).toThrow(RangeError);
    expect(() => ed25519Signer('', peterKey.publicKey, peterKey.sign, hashes)).toThrow(RangeError);
    expect(() => ed25519Verifier('a', peterKey.publicKey.slice(1), ed25519Verify, hashes)).toThrow(
      RangeError,
    );
  });
});

test('any text that is signed opens as it was, blank lines included', () => {
  const texts = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'é', '\u{1f600}', ' ', '\n', '\u2014', '+') }))
    .map((lines) => `${lines.join('\n')}\n`);
  fc.assert(
    fc.property(texts, (any) => {
      const opened = openNote(signNote(any, [peter, enoch]), [verifyEnoch, verifyPeter]);
      expect(opened.ok && opened.value.text).toBe(any);
    }),
  );
});
