import { expect, test } from 'vitest';
import { someEvents } from '../../integration/vault/a-log';
import { eventsOnly } from './a-served-log';
import { eachWithScene, rootText } from './scene';

const scene = eachWithScene();

test('a platform that goes away in the middle is waited for in words, and gone on with where it stopped', async () => {
  const { platform } = scene;
  platform.log.add(...someEvents(600));
  platform.most = 500;
  const leaving: Promise<void>[] = [];
  platform.fault = eventsOnly(({ query }, reply) => {
    if (query.get('from') === '0') return false;
    if (leaving.length === 0) leaving.push(platform.leave());
    reply.destroy();
    return true;
  });
  const { session, until, look } = scene.open();
  const away = await until({ phase: 'waiting' });
  expect(away).toMatchObject({
    problem: 'The platform does not answer. Check the network; your work here is kept.',
    size: 500,
    total: 600,
    verifiedSize: 0,
    rate: null,
  });
  await Promise.all(leaving);
  platform.fault = null;
  await platform.comeBack();
  session.sync.resume();
  await until({ phase: 'up-to-date' });
  expect(look()).toMatchObject({
    problem: null,
    size: 600,
    verifiedSize: 600,
    root: rootText(platform.log.root()),
  });
  expect(platform.asked.map(({ query }) => query.get('from'))).toContain('500');
});

test('a connection that is cut in the middle of an answer costs that answer, and nothing else', async () => {
  const { platform } = scene;
  platform.log.add(...someEvents(50));
  let cuts = 0;
  platform.fault = eventsOnly((_asked, reply) => {
    if (cuts === 2) return false;
    cuts += 1;
    reply.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000 });
    reply.write('{"events":[', () => reply.destroy());
    return true;
  });
  const { session, until } = scene.open();
  await until({ phase: 'waiting', size: 0, problem: expect.stringContaining('does not answer') });
  session.sync.resume();
  await expect.poll(() => cuts).toBe(2);
  session.sync.resume();
  await until({ phase: 'up-to-date', size: 50, verifiedSize: 50 });
});

test('locking does not wait for a platform that is gone', async () => {
  const { platform } = scene;
  platform.fault = () => true; // takes every request and never answers
  const { session } = scene.open();
  await expect.poll(() => platform.asked.length).toBe(1);
  const from = performance.now();
  await session.close();
  expect(performance.now() - from).toBeLessThan(5_000);
});
