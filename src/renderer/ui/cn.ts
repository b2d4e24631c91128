import { clsx, type ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({
  extend: {
    theme: {
      font: ['ui', 'record', 'code'],
      radius: ['chip', 'control', 'panel', 'dialog'],
      shadow: ['pop', 'dialog'],
    },
  },
});

/** Class names as one text; of two that set the same property the later one stays. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
