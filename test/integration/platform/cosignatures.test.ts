import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'vitest';
import {
  cosignCheckpoint,
  listCosigners,
  registerCosigner,
} from '../../../src/shared/contract/platform/cosignatures';
import { readCheckpoint } from '../../../src/shared/contract/platform/proofs';
import {
  cosign,
  cosignatureVerifier,
  ed25519Cosigner,
  openCheckpoint,
  signCheckpoint,
} from '../../../src/shared/transparency/checkpoint';
import { noteSignatureType, verifierKeyText } from '../../../src/shared/transparency/signed-note';
import { logKeyFrom, rawPublicKey, verifyEd25519 } from '../../../src/platform/audit/log-key';
import { hashes } from '../../../src/platform/hashes';
import { onEveryEngine } from './engines';
import { freshKeys, sharedPlatform, type TestPlatform } from './running';

function consoleKey(name: string) {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = rawPublicKey(privateKey);
  const cosigner = ed25519Cosigner(
    name,
    publicKey,
    (text) => new Uint8Array(sign(null, Buffer.from(text), privateKey)),
    hashes,
  );
  return {
    cosigner,
    verifier: cosignatureVerifier(name, publicKey, verifyEd25519, hashes),
    verifierKey: verifierKeyText(name, noteSignatureType.cosignature, publicKey, hashes),
    asLogKey: verifierKeyText(name, noteSignatureType.ed25519, publicKey, hashes),
  };
}

onEveryEngine('cosignatures', (engine, test) => {
  const keys = freshKeys();
  const shared = sharedPlatform(engine, keys);

  async function newest(platform: TestPlatform, accessToken: string) {
    await platform.placed();
    const read = await platform.client.call(readCheckpoint, {}, { accessToken });
    if (!read.ok) throw new Error(read.message);
    return read.value;
  }
  const seconds = (platform: TestPlatform) => Math.floor(platform.now() / 1_000_000);
  const cosigned = (note: string, key: ReturnType<typeof consoleKey>, time: number) => {
    const done = cosign(note, key.cosigner, time);
    if (!done.ok) throw new Error(done.message);
    return done.value;
  };
  const codeOf = (reply: { ok: boolean; code?: string }) => (reply.ok ? 'ok' : reply.code);

  test('a registered key’s cosignature is kept with its head and served with it, and appends no event', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const { client } = platform;
    const ours = consoleKey('console.example/ann');
    const send = (note: string) => client.call(cosignCheckpoint, { note }, { accessToken });
    const { checkpoint } = await newest(platform, accessToken);
    const note = cosigned(checkpoint, ours, seconds(platform));
    expect(codeOf(await send(note))).toBe('invalid-request');

    const registered = await client.call(
      registerCosigner,
      { verifierKey: ours.verifierKey },
      { accessToken },
    );
    expect(registered.ok).toBe(true);
    expect(await client.call(registerCosigner, { verifierKey: ours.verifierKey }, { accessToken })).toEqual(
      registered,
    );
    const told = await client.call(listCosigners, {}, { accessToken });
    expect(told).toMatchObject({ ok: true, value: { cosigners: [{ verifierKey: ours.verifierKey }] } });
    const before = (await platform.events()).map(({ verb }) => verb);
    expect(before.filter((verb) => verb === 'COSIGNER_REGISTERED')).toHaveLength(1);

    expect(codeOf(await send(note))).toBe('ok');
    expect(codeOf(await send(note))).toBe('ok');
    const log = logKeyFrom(keys.logKey, checkpoint.split('\n')[0] ?? '').verifier;
    const served = (await newest(platform, accessToken)).cosigned ?? '';
    expect(openCheckpoint(served, log, [ours.verifier])).toMatchObject({
      ok: true,
      value: { cosignatures: [{ name: 'console.example/ann' }] },
    });
    expect((await platform.events()).map(({ verb }) => verb)).toEqual(before);

    // A second person's key joins the same head.
    const theirs = consoleKey('console.example/officer');
    const other = await platform.signInAs('compliance_officer');
    await client.call(registerCosigner, { verifierKey: theirs.verifierKey }, { accessToken: other });
    const second = cosigned(checkpoint, theirs, seconds(platform));
    expect(codeOf(await client.call(cosignCheckpoint, { note: second }, { accessToken: other }))).toBe('ok');
    const both = (await newest(platform, accessToken)).cosigned ?? '';
    expect(openCheckpoint(both, log, [ours.verifier, theirs.verifier])).toMatchObject({
      ok: true,
      value: { cosignatures: [{ name: 'console.example/ann' }, { name: 'console.example/officer' }] },
    });

    // A later head waits for its ten minutes, and then replaces it.
    const later = (await newest(platform, accessToken)).checkpoint;
    const early = await send(cosigned(later, ours, seconds(platform)));
    expect(codeOf(early)).toBe('too-many');
    platform.advance(10 * 60);
    expect(codeOf(await send(cosigned(later, ours, seconds(platform))))).toBe('ok');
    expect((await newest(platform, accessToken)).cosigned).toContain(later.split('\n')[2]);
    expect(codeOf(await send(note))).toBe('conflict');
  });

  test('a head that is not ours is refused, even where our key signed it', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const ours = consoleKey('console.example/second');
    await platform.client.call(registerCosigner, { verifierKey: ours.verifierKey }, { accessToken });
    const { checkpoint } = await newest(platform, accessToken);
    const origin = checkpoint.split('\n')[0] ?? '';
    const size = Number(checkpoint.split('\n')[1]);
    const log = logKeyFrom(keys.logKey, origin);
    const stranger = logKeyFrom(freshKeys().logKey, origin);
    const elsewhere = logKeyFrom(keys.logKey, 'wardkeeper/elsewhere');
    const fork = hashes.sha256('another past');
    const answers: Record<string, string | undefined> = {};
    for (const [what, note] of Object.entries({
      fork: signCheckpoint(size, fork, log.signer),
      'a size that is not yet': signCheckpoint(size + 5, fork, log.signer),
      'another key': signCheckpoint(size, fork, stranger.signer),
      'another log': signCheckpoint(size, fork, elsewhere.signer),
    })) {
      const sent = cosigned(note, ours, seconds(platform));
      answers[what] = codeOf(await platform.client.call(cosignCheckpoint, { note: sent }, { accessToken }));
    }
    const ahead = cosigned(checkpoint, ours, seconds(platform) + 3600);
    answers.ahead = codeOf(await platform.client.call(cosignCheckpoint, { note: ahead }, { accessToken }));
    const bent = cosigned(checkpoint, ours, seconds(platform)).replace(/.{6}=\n$/, 'AAAAAA=\n');
    answers.bent = codeOf(await platform.client.call(cosignCheckpoint, { note: bent }, { accessToken }));
    expect(answers).toEqual({
      fork: 'conflict',
      'a size that is not yet': 'conflict',
      'another key': 'invalid-request',
      'another log': 'invalid-request',
      ahead: 'invalid-request',
      bent: 'invalid-request',
    });
    const kept = await platform.db.selectFrom('cosignature').select('name').execute();
    expect(kept.filter(({ name }) => name === 'console.example/second')).toEqual([]);
  });

  test('a key is of one account, of the right kind, and not one of too many', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    const register = (verifierKey: string, token = accessToken) =>
      platform.client.call(registerCosigner, { verifierKey }, { accessToken: token });
    const key = consoleKey('console.example/third');
    expect(codeOf(await register(key.asLogKey))).toBe('invalid-request');
    expect(codeOf(await register('not a key'))).toBe('invalid-request');
    const { checkpoint } = await newest(platform, accessToken);
    expect(codeOf(await register(consoleKey(checkpoint.split('\n')[0] ?? '').verifierKey))).toBe(
      'invalid-request',
    );
    const officer = await platform.signInAs('compliance_officer');
    expect(codeOf(await register(key.verifierKey, officer))).toBe('ok');
    expect(codeOf(await register(key.verifierKey))).toBe('conflict');
    const more: (string | undefined)[] = [];
    for (let i = 0; i < 11; i += 1)
      more.push(codeOf(await register(consoleKey(`desk/${i}`).verifierKey, officer)));
    expect(more.at(-1)).toBe('conflict');
    expect(more.filter((code) => code === 'ok').length).toBeGreaterThan(0);
  });

  test('what was cosigned cannot be changed or taken back', async () => {
    const { db } = await shared();
    for (const table of ['cosigner', 'cosignature', 'cosigned_checkpoint'] as const) {
      await expect(db.deleteFrom(table).execute()).rejects.toThrow();
    }
  });
});
