import { expect, test } from 'vitest';
import { someEvents } from '../../integration/vault/a-log';
import { eventsOnly } from './a-served-log';
import { eachWithScene } from './scene';

const scene = eachWithScene();

/** As the platform refuses: the wait stands in the body and in the header (RFC 9110, section 10.2.3). */
const tooMany = (retryAfter: number, times: number) => {
  let left = times;
  return eventsOnly((_asked, reply) => {
    if (left === 0) return false;
    left -= 1;
    reply.writeHead(429, { 'content-type': 'application/json', 'retry-after': String(retryAfter) });
    const refusal = { code: 'too-many', message: 'Too many requests.', hint: 'Wait a moment.', retryAfter };
    reply.end(JSON.stringify(refusal));
    return true;
  });
};

test('a platform that asks for patience is given it, and then asked again', async () => {
  const { platform } = scene;
  platform.log.add(...someEvents(10));
  platform.fault = tooMany(2, 1);
  const { until } = scene.open();
  expect(await until({ phase: 'waiting' })).toMatchObject({
    problem: 'Too many requests. Wait a moment.',
    size: 0,
  });
  await until({ phase: 'up-to-date', size: 10 });
  const [first, second] = platform.asked;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_950);
});

test('resuming ends a wait at once, however long it was meant to be', async () => {
  const { platform } = scene;
  platform.log.add(...someEvents(10));
  platform.fault = tooMany(3_600, 1);
  const { session, until } = scene.open();
  await until({ phase: 'waiting' });
  session.sync.resume();
  await until({ phase: 'up-to-date', size: 10 }, 5_000);
});
