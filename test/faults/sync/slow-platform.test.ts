import { expect, test } from 'vitest';
import { someEvents } from '../../integration/vault/a-log';
import { eventsOnly } from './a-served-log';
import { eachWithScene } from './scene';

const scene = eachWithScene();

test('an answer that comes in drops is waited for', async () => {
  const { platform } = scene;
  platform.log.add(...someEvents(40));
  platform.fault = eventsOnly((_asked, reply) => {
    const text = JSON.stringify(platform.log.page(0, 100));
    const drop = Math.ceil(text.length / 40);
    let at = 0;
    const timer = setInterval(() => {
      reply.write(text.slice(at, (at += drop)));
      if (at < text.length) return;
      clearInterval(timer);
      reply.end();
      platform.fault = null;
    }, 25);
    return true;
  });
  const { look, until } = scene.open();
  expect(look()).toMatchObject({ phase: 'receiving', problem: null, size: 0, total: null, heardAt: null });
  await until({ phase: 'up-to-date', size: 40, problem: null });
});

test('no answer within the patience is told in words; resuming asks again at once', async () => {
  const { platform } = scene;
  platform.log.add(...someEvents(40));
  platform.fault = eventsOnly(() => true);
  const { session, until } = scene.open();
  await until(
    { phase: 'waiting', problem: 'The platform does not answer. Check the network; your work here is kept.' },
    25_000,
  );
  platform.fault = null;
  session.sync.resume();
  await until({ phase: 'up-to-date', size: 40 });
});

test('a pause ends a wait for an answer, and what was asked for is not kept', async () => {
  const { platform } = scene;
  platform.log.add(...someEvents(40));
  platform.fault = eventsOnly(() => true);
  const { session, look, until } = scene.open();
  await expect.poll(() => platform.asked.length).toBe(1);
  session.sync.pause();
  expect(look()).toMatchObject({ phase: 'paused', problem: null, size: 0, rate: null });
  platform.fault = null;
  session.sync.resume();
  await until({ phase: 'up-to-date', size: 40 });
});
