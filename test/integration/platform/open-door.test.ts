import { expect } from 'vitest';
import { platformCalls, type PlatformCallName } from '../../../src/shared/contract/platform/calls';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import { refusals } from '../../../src/platform/http/refuse';
import { wire } from '../../helpers/fuzz/cases';
import { rawClient } from '../../helpers/fuzz/raw';
import { validRequest } from '../../helpers/fuzz/requests';
import { behindProxy } from './behind-proxy';
import { onEveryEngine } from './engines';
import { changesReader, noteChanges } from './noted-changes';
import { startTestPlatform } from './running';

const calls: readonly PlatformCall[] = Object.values(platformCalls);

/** What a page that was led here, or a name that was pointed here, sends beside a request that is good otherwise. */
const foreign: readonly Record<string, string>[] = [
  { host: 'evil.example' },
  { host: 'evil.example:443' },
  { host: '127.0.0.1.evil.example' },
  { host: '127.0.0.1@evil.example' },
  { host: '127.0.0.1/x' },
  { host: '127.0.0.1:https' },
  { host: '' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://127.0.0.1' },
  // What a proxy says of itself is not asked.
  { host: 'evil.example', 'x-forwarded-host': '127.0.0.1', forwarded: 'host=127.0.0.1' },
];

onEveryEngine('the open door', (engine, test) => {
  test('answers nobody under another name or from a page, whatever is asked, and does nothing', async () => {
    const place = await engine.place();
    const platform = await startTestPlatform(place, { transport: behindProxy });
    const owner =
      engine.name === 'PGlite' ? { db: platform.db, close: undefined } : await place.openAsOwner();
    const doors = platform.nodes.map(({ address }) => ({
      ...rawClient(address),
      host: new URL(address).host,
    }));
    try {
      const accessToken = await platform.claim();
      await platform.placed();
      await noteChanges(owner.db);
      for (const call of calls) {
        const changes = await changesReader(owner.db, call.name as PlatformCallName);
        const before = await changes();
        for (const { host, send } of doors) {
          const good = wire(call, validRequest(call), { host, launchSecret: '', accessToken });
          for (const headers of foreign) {
            const reply = await send({ ...good, headers: { ...good.headers, ...headers } });
            const { status, body } = reply ?? { status: 0, body: '' };
            expect([call.name, headers, status, body]).toEqual([call.name, headers, 403, said]);
          }
        }
        const { tables, events } = await changes();
        expect([call.name, tables, events]).toEqual([call.name, [], before.events]);
      }
      // The same, asked as it should be, is let in.
      for (const { host, send } of doors) {
        const good = wire(platformCalls['auth.whoAmI'], {}, { host, launchSecret: '', accessToken });
        expect(await send({ ...good, headers: { ...good.headers, host: '127.0.0.1' } })).toMatchObject({
          status: 200,
        });
      }
    } finally {
      for (const { close } of doors) close();
      await owner.close?.();
      await platform.stop();
    }
  });
});

const { code, message, hint } = refusals.notForUs;
const said = JSON.stringify({ code, message, hint });
