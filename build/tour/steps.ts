import type { TourStep } from './engine';

/** What the tour shows, in the order of a working day. */
export const steps: readonly TourStep[] = [
  {
    caption: 'Wardkeeper opens.',
    act: async (page) => {
      await page.waitForLoadState('load');
    },
  },
];
