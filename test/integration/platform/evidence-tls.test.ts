import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkEvidence } from '../../../src/shared/contract/platform/evidence';
import { testAuthority, type TestAuthority } from '../vault/platform-certificates';
import { claim, clientOf, enter, startAlone } from './alone';

let folder: string;
let authority: TestAuthority;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-evidence-'));
  authority = testAuthority(join(folder, 'authority'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a service that runs alone proves transmission security by what it serves', async () => {
  const { cert, key } = authority.issue('IP:127.0.0.1,DNS:localhost');
  const files = { certificate: join(folder, 'chain.pem'), certificateKey: join(folder, 'server.key') };
  writeFileSync(files.certificate, cert);
  writeFileSync(files.certificateKey, key, { mode: 0o600 });
  const alone = await startAlone(join(folder, 'service'), { ...files, names: ['127.0.0.1', 'localhost'] });
  try {
    const client = clientOf(alone.address, { ca: authority.pem });
    await claim(client, alone.setupCode);
    const { accessToken } = await enter(client);
    const checked = await client.call(checkEvidence, {}, { accessToken });
    if (!checked.ok) throw new Error(checked.message);
    const about = checked.value.provisions.filter(({ id }) => id.startsWith('164.312(e)'));
    expect(about.map(({ id, result, by }) => `${id} ${result} ${by}`)).toEqual([
      '164.312(e)(1) proved check',
      '164.312(e)(2)(i) proved check',
      '164.312(e)(2)(ii) proved check',
    ]);
    expect(about[0]?.facts).toMatchObject({ minimum: 'TLS 1.3' });
    expect(about[0]?.facts['certificateDaysLeft']).toBeGreaterThan(0);
  } finally {
    await alone.stop();
  }
});
