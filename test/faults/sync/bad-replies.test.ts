import { describe, expect, test } from 'vitest';
import { someEvents } from '../../integration/vault/a-log';
import { eventsOnly, send } from './a-served-log';
import { eachWithScene, rootText } from './scene';

const scene = eachWithScene();

const unreadable =
  'The platform answered in a way this console does not understand; nothing of it was kept. ' +
  'Check that the address is a Wardkeeper platform and that both are up to date.';

describe('rubbish', () => {
  const page = () => scene.platform.log.page(0, 100);
  test.each<[string, () => unknown, string]>([
    ['no JSON', () => '<html>Bad gateway</html>', unreadable],
    ['half of a reply', () => JSON.stringify(page()).slice(0, 500), unreadable],
    ['JSON of another kind', () => ({ events: 'none' }), unreadable],
    ['an event that is none', () => ({ ...page(), events: [{ seq: 0, event: {}, salt: '' }] }), unreadable],
    [
      'a run with a gap',
      () => ({ ...page(), events: page().events.filter(({ seq }) => seq !== 3) }),
      'The platform sent event 4 where 3 comes next. Nothing of it was kept; it is asked for again.',
    ],
    [
      'events without a head',
      () => ({ ...page(), checkpoint: '' }),
      'The platform sent events without a signed head. Nothing of it was kept; it is asked for again.',
    ],
    [
      'a key that is none',
      () => ({ ...page(), verifierKey: 'nonsense' }),
      expect.stringContaining('Nothing of it was kept') as string,
    ],
  ])('%s is kept nowhere, told in words, and asked for again', async (_what, rubbish, problem) => {
    const { platform } = scene;
    platform.log.add(...someEvents(20));
    platform.fault = eventsOnly((_asked, reply) => {
      send(reply, 200, rubbish());
      return true;
    });
    const { session, until } = scene.open();
    expect(await until({ phase: 'waiting' })).toMatchObject({ problem, size: 0, verifiedSize: 0 });
    platform.fault = null;
    session.sync.resume();
    expect(await until({ phase: 'up-to-date' })).toMatchObject({
      size: 20,
      problem: null,
      root: rootText(platform.log.root()),
    });
  });
});

describe('too much', () => {
  const tooMuch = (kind: 'declared' | 'sent') =>
    eventsOnly(({ query }, reply) => {
      if (Number(query.get('limit')) <= 100) return false;
      const bytes = 17 * 1024 * 1024;
      reply.writeHead(200, kind === 'declared' ? { 'content-length': bytes } : {});
      reply.end(Buffer.alloc(bytes, ' '));
      return true;
    });

  test.each(['declared', 'sent'] as const)('%s is asked for in smaller pieces', async (kind) => {
    const { platform } = scene;
    platform.log.add(...someEvents(300));
    platform.fault = tooMuch(kind);
    const { until } = scene.open();
    await until({ phase: 'up-to-date', size: 300, verifiedSize: 300 });
    expect(Math.min(...platform.asked.map(({ query }) => Number(query.get('limit'))))).toBeLessThanOrEqual(
      100,
    );
  });

  test('however little is asked for, is told in words', async () => {
    const { platform } = scene;
    platform.log.add(...someEvents(3));
    platform.fault = eventsOnly((_asked, reply) => {
      reply.writeHead(200).end(Buffer.alloc(17 * 1024 * 1024, ' '));
      return true;
    });
    const { until } = scene.open();
    expect(await until({ phase: 'waiting' })).toMatchObject({
      problem: 'The platform sent more than was asked for; nothing of it was kept. Tell your IT staff.',
      size: 0,
    });
  });
});
