import { describe, expect, test } from 'vitest';
import { slugOf } from '../../../../build/tour/engine';
import { overviewPage } from '../../../../build/tour/overview-page';

describe('the overview of a tour', () => {
  test('shows each picture with its caption as text, in order', () => {
    const page = overviewPage([
      { file: '01-a.png', caption: 'A <b> & "c"' },
      { file: '02-b.png', caption: 'Second' },
    ]);
    expect(page).toContain('alt="A &#60;b&#62; &#38; &#34;c&#34;"');
    expect(page.indexOf('01-a.png')).toBeLessThan(page.indexOf('02-b.png'));
  });
});

describe('the name of a picture', () => {
  test.each([
    ['The queue, worst first.', 'the-queue-worst-first'],
    ['“Quoted”', 'quoted'],
    ['A'.repeat(70), 'a'.repeat(60)],
    [
      'It is made up, and it needs one administrator who may see what is done',
      'it-is-made-up-and-it-needs-one-administrator-who-may-see',
    ],
    [`${'word '.repeat(20)}end`, 'word-'.repeat(12).slice(0, -1)],
  ])('of %j is %s', (caption, slug) => {
    expect(slugOf(caption)).toBe(slug);
  });
});
