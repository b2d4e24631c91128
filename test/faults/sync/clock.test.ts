import { expect, test } from 'vitest';
import { someEvents } from '../../integration/vault/a-log';
import { addAct, waitingActs } from '../../../src/vault/outbox/outbox';
import { eachWithScene, rootText } from './scene';

const scene = eachWithScene();
const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;

test.each([
  ['an hour ahead', HOUR],
  ['an hour behind', -HOUR],
  ['set to 1970', -Date.now() * 1_000 + 1],
])('a clock %s changes nothing of what is received and proved', async (_what, off) => {
  const { platform } = scene;
  platform.log.add(...someEvents(30));
  const clock = () => Date.now() * 1_000 + off;
  const { until } = scene.open({ clock });
  const before = clock();
  const view = await until({ phase: 'up-to-date', size: 30, verifiedSize: 30 });
  expect(view.root).toBe(rootText(platform.log.root()));
  // By the workstation's own clock: it is the one on its wall.
  expect(view.heardAt).toBeGreaterThanOrEqual(before);
  expect(view.verifiedAt).toBeGreaterThanOrEqual(before);
});

test('a clock that is set back by days while receiving loses no event and no head', async () => {
  const { platform, store } = scene;
  platform.log.add(...someEvents(10));
  let off = 2 * DAY;
  const { session, until } = scene.open({ clock: () => Date.now() * 1_000 + off });
  await until({ phase: 'up-to-date', verifiedSize: 10 });
  off = -2 * DAY;
  platform.log.add(...someEvents(10));
  addAct(store.db, 'vault-unlocked', Date.now() * 1_000 + off);
  await until({ phase: 'up-to-date', size: 20, verifiedSize: 20, root: rootText(platform.log.root()) });
  session.sync.pause();
  session.sync.resume();
  await until({ outbox: 0 });
  expect(platform.acts).toHaveLength(1);
  expect(waitingActs(store.db, 1)).toEqual([]);

  // A head shown before, under a clock that was ahead, is still the one that counts.
  const { until: again } = scene.open();
  await again({ phase: 'up-to-date', verifiedSize: 20, problem: null });
});
