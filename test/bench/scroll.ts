import { members, now } from '../fixtures/practice';
import { patients } from '../fixtures/trail-rows';
import { playGenerated } from '../helpers/generated-trail';
import { openScripted, type ScriptedConsole } from '../helpers/scripted-vault';
import { enter, inside } from '../e2e/states/inside';
import { median, percentile, type Bench } from './harness';
import { flingFrames, measureKey, plainFiltered, plainList, plainMoved, type Told } from './scroll-page';

const ROWS = 1_000_000;
const RUNS = 5;
/** As many as a fling goes by. */
const PLAIN_ROWS = 8_000;
/** Frames of a fling, and what it goes in each of them: some eighty rows. */
const FLING = { frames: 180, stepPx: 2400 };
/** Letters that are no word: each longer text fits other events (test/helpers/generated-trail.ts). */
const LETTERS = 'zqzqzqzqzq';

/** The page's row that is selected, and the newest event that fits. */
const moved: Told = { selector: '[role=grid] [role=row][aria-selected=true]', attribute: 'id' };
const filtered: Told = { selector: '[data-place="0"]', attribute: 'data-seq' };

/** Presses keys as a person's keyboard does and gives what each took until its result was painted. */
async function typeAndMeasure({ page }: ScriptedConsole, tell: { moved: Told; filtered: Told }) {
  const moves: number[] = [];
  const letters: number[] = [];
  for (const key of [
    'ArrowDown',
    'ArrowDown',
    'ArrowDown',
    'PageDown',
    'ArrowUp',
    'PageDown',
    'ArrowDown',
  ].flatMap((one) => Array.from({ length: 12 }, () => one))) {
    moves.push(await measureKey(page, tell.moved, () => page.keyboard.press(key)));
  }
  await page.locator('[data-screen-filter]').focus();
  for (let round = 0; round < 4; round += 1) {
    for (const letter of LETTERS)
      letters.push(await measureKey(page, tell.filtered, () => page.keyboard.press(letter)));
    for (let back = 0; back < LETTERS.length - 1; back += 1)
      letters.push(await measureKey(page, tell.filtered, () => page.keyboard.press('Backspace')));
    await page.locator('[data-screen-filter]').fill('');
  }
  return { moves, letters };
}

/** `scroll`: the audit trail of the built app in Electron, against a plain list of the same rows in its window. */
export const scroll: Bench = {
  name: 'scroll',
  about: 'Frames while flinging over the audit trail, and keys until their result is painted.',
  async run({ rows: wished, log }) {
    const size = wished ?? ROWS;
    const {
      'trail.rows': _rows,
      'trail.count': _count,
      'trail.histogram': _bars,
      'trail.event': _event,
      ...rest
    } = inside;
    const scripted = await openScripted(rest);
    const { page } = scripted;
    const longest = { fling: [] as number[], bar: [] as number[], plain: [] as number[] };
    try {
      await playGenerated(scripted, {
        size,
        newestAt: now,
        stepMicros: 37_000_000,
        people: members.slice(0, 23),
        patients,
      });
      // As in openScripted: tsx names functions by a helper that the page does not have.
      await page.evaluate('globalThis.__name = (named) => named');
      await enter(page);
      await page.keyboard.press('Control+3');
      await page.locator('[data-place="0"][data-seq]').waitFor();
      log(`${size.toLocaleString('en-US')} events.`);

      for (let run = 1; run <= RUNS; run += 1) {
        longest.fling.push(Math.max(...(await flingFrames(page, '[role=grid]', { ...FLING, bar: false }))));
        longest.bar.push(Math.max(...(await flingFrames(page, '[role=grid]', { ...FLING, bar: true }))));
        log(`Fling ${run} of ${RUNS}.`);
      }
      await page.locator('[role=grid]').focus();
      await page.keyboard.press('Home');
      await page.locator(moved.selector).waitFor();
      const trail = await typeAndMeasure(scripted, { moved, filtered });

      await plainList(page, PLAIN_ROWS);
      for (let run = 1; run <= RUNS; run += 1)
        longest.plain.push(Math.max(...(await flingFrames(page, '#plain', { ...FLING, bar: false }))));
      await page.locator('#plain').focus();
      const plain = await typeAndMeasure(scripted, { moved: plainMoved, filtered: plainFiltered });

      return {
        rows: size,
        figures: {
          'longest frame of a fling': {
            value: median(longest.fling),
            unit: 'ms',
            baseline: median(longest.plain),
            atMost: 50,
          },
          'longest frame under the scroll bar': {
            value: median(longest.bar),
            unit: 'ms',
            baseline: median(longest.plain),
            atMost: 50,
          },
          'arrow key to painted row, p95': {
            value: percentile(trail.moves, 0.95),
            unit: 'ms',
            baseline: percentile(plain.moves, 0.95),
            atMost: 50,
          },
          'typed filter to painted rows, p95': {
            value: percentile(trail.letters, 0.95),
            unit: 'ms',
            baseline: percentile(plain.letters, 0.95),
            atMost: 50,
          },
        },
      };
    } finally {
      await scripted.close();
    }
  },
};
