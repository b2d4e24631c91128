import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foreignForms } from '../../../../src/platform/phi/foreign-forms';

/** verify.json and invalid.json of the Fernet specification (github.com/fernet/spec). */
const secret = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';
const hello =
  'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==';
const invalid = [
  [
    'incorrect mac',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==',
  ],
  ['too short', 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA=='],
  [
    'invalid base64',
    '%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
  ],
  [
    'payload size not multiple of block size',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
  ],
  [
    'payload padding error',
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
  ],
  [
    'incorrect IV (causes padding error)',
    'gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==',
  ],
  ['trailing characters after b64 padding', `${hello}trailingdata`],
  [
    'invalid characters in b64',
    '*gAAAAAAdwJ6wAAECAwQFBgcI!CQoLDA0ODy021?cpGVWKZ_eEwC@GM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
  ],
  [
    'invalid non-urlsafe characters in b64',
    'gAAAAAAdwJ6wAAEC/AwQFBgcICQoLDA0ODy+021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
  ],
] as const;

const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const fernetKey = () => `${randomBytes(32).toString('base64url')}=`;

/** As the specification says it is written; only this test writes one. */
function fernet(key: string, value: string): string {
  const bytes = Buffer.from(key, 'base64url');
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-128-cbc', bytes.subarray(16), iv);
  const signed = Buffer.concat([
    Buffer.from([0x80, 0, 0, 0, 0, 0x65, 0, 0, 0]),
    iv,
    cipher.update(value, 'utf8'),
    cipher.final(),
  ]);
  const token = Buffer.concat([signed, createHmac('sha256', bytes.subarray(0, 16)).update(signed).digest()]);
  return token.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** As a seed writes it (issue-24-hipaa-implementation, Application-Level Encryption). */
function hexForm(key: string, value: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'hex'), iv);
  const encrypted = cipher.update(value, 'utf8', 'hex') + cipher.final('hex');
  return `${iv.toString('hex')}:${cipher.getAuthTag().toString('hex')}:${encrypted}`;
}

describe('a Fernet token', () => {
  const open = foreignForms({ fernet: [secret] });

  test('of the specification opens', () => expect(open(hello)).toBe('hello'));
  test.each(invalid)('of the specification with %s does not', (_, token) => expect(open(token)).toBeNull());

  test('opens by any of several keys, and by no other', () => {
    const keys = [fernetKey(), fernetKey(), fernetKey()];
    const all = foreignForms({ fernet: keys });
    fc.assert(
      fc.property(text, fc.nat(2), (value, which) => {
        const token = fernet(keys[which] ?? '', value);
        expect(all(token)).toBe(value);
        expect(foreignForms({ fernet: keys.filter((_, at) => at !== which) })(token)).toBeNull();
        expect(foreignForms({})(token)).toBeNull();
      }),
    );
  });

  test('does not open when any bit of it was changed', () => {
    const bytes = Buffer.from(hello, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(open(`${changed.toString('base64url')}==`)).toBeNull();
    }
    for (let length = 0; length < hello.length; length += 1) expect(open(hello.slice(0, length))).toBeNull();
  });
});

describe('iv:tag:ciphertext in hex', () => {
  const key = randomBytes(32).toString('hex');
  const open = foreignForms({ hex: [randomBytes(32).toString('hex'), key] });

  test('opens to what was sealed', () => {
    fc.assert(fc.property(text, (value) => open(hexForm(key, value)) === value));
  });

  test('does not open when any digit of it was changed, nor under another key', () => {
    const sealed = hexForm(key, 'Martha Lindqvist');
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === '0' ? '1' : '0';
      expect(open(sealed.slice(0, at) + other + sealed.slice(at + 1))).toBeNull();
      expect(open(sealed.slice(0, at))).toBeNull();
    }
    expect(open(hexForm(randomBytes(32).toString('hex'), 'x'))).toBeNull();
    // A short tag would be guessed sooner (NIST SP 800-38D, appendix C).
    const [iv = '', tag = '', value = ''] = sealed.split(':');
    expect(open([iv, tag.slice(0, 24), value].join(':'))).toBeNull();
  });
});

test('a key that is none is refused at once, without being quoted', () => {
  for (const bad of ['', 'secret', 'A'.repeat(43), `${'A'.repeat(42)}B=`]) {
    expect(() => foreignForms({ fernet: [bad] })).toThrow(
      /^A key for reading foreign forms is not 32 bytes$/,
    );
    expect(() => foreignForms({ hex: [bad] })).toThrow(TypeError);
  }
});
