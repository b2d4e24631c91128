import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/platform/clock';
import { openPglite, readSeed } from '../../src/platform/database/open-pglite';
import { LAUNCH_HEADER } from '../../src/platform/http/guard';
import { fullCost } from '../../src/platform/identity/password-hash';
import { startPlatform } from '../../src/platform/start';

export interface AnotherPlatform {
  /** Of this computer, without a scheme. */
  readonly host: string;
  stop(): Promise<void>;
}

const seed = fileURLToPath(new URL('../../out/main/platform-seed.tar.gz', import.meta.url));
const key = () => randomBytes(32).toString('base64url');

/** A platform of its own beside the one inside the program, with an empty practice and its own key of the log. */
export async function startAnotherPlatform(): Promise<AnotherPlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeeper-another-'));
  const launchSecret = key();
  const started = await startPlatform({
    open: () => openPglite({ folder: join(folder, 'database'), seed: () => readSeed(seed) }),
    version: '0.0.0',
    launchSecret,
    logKey: key(),
    tokenKey: key(),
    phiKey: key(),
    practice: { name: 'Driftless Family Medicine', timeZone: 'America/Chicago', synthetic: true },
    hashCost: fullCost,
    clock: systemClock,
    log: () => undefined,
    claimed: () => undefined,
  });
  if (!started.ok) throw new Error(started.message);
  const { address, stop } = started.value;

  // A platform answers the program that launched it, at its own address, and nobody else.
  const { host } = new URL(address);
  const front = createServer((request, reply) => {
    const { method, url, headers } = request;
    const onward = forward(
      `${address}${url ?? ''}`,
      { method, headers: { ...headers, host, [LAUNCH_HEADER]: launchSecret } },
      (answer) => {
        reply.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(reply);
      },
    );
    onward.once('error', () => reply.destroy());
    request.pipe(onward);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    host: `127.0.0.1:${(front.address() as AddressInfo).port}`,
    async stop() {
      front.closeAllConnections();
      front.close();
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
