import { describe, expect, test } from 'vitest';
import { pseudonym } from '../../../../src/shared/contract/platform/patients';
import { mensNames, womensNames } from '../../../../src/platform/synthetic/names';
import { Random } from '../../../../src/platform/synthetic/random';
import { pseudonyms, trees } from '../../../../src/platform/synthetic/trees';

/** Trees and shrubs that people are named after; the look names the first six. */
const names =
  `Ash Hazel Laurel Olive Rowan Willow Aspen Cherry Holly Juniper Linden Magnolia Maple Myrtle Acacia
  Alder Cedar Cypress Ebony Elder Forrest Ginger Heather Ivy Jasmine Lilac Oakley Peach Rose Sequoia Sorrel Tamar
  Tulip Violet Yarrow Clementine Mimosa Plumeria Sage Saffron Bay Bailey Ashley Ashton Lindsay Perry`.split(
    /\s+/,
  );

describe('pseudonyms', () => {
  test('no tree is a first name', () => {
    const given = new Set([...mensNames, ...womensNames, ...names]);
    expect(trees.filter((tree) => given.has(tree))).toEqual([]);
    expect(new Set(trees).size).toBe(trees.length);
  });

  test.each([500, 4180, 200_000])('%i are all different, and as the contract writes them', (count) => {
    const made = pseudonyms(count, new Random('trees'));
    expect(new Set(made).size).toBe(count);
    for (const each of made.slice(0, 2000))
      expect(pseudonym.safeParse(each)).toMatchObject({ success: true });
  });

  test('what is next to one says nothing', () => {
    const made = pseudonyms(4180, new Random('trees'));
    const sameTree = made.filter((each, i) => each.split(' ')[0] === made[i + 1]?.split(' ')[0]);
    expect(sameTree.length / made.length).toBeLessThan(0.04);
  });
});
