import { hash } from 'node:crypto';

/**
 * Chance that repeats: sfc32 (PractRand, C. Doty-Humphrey), seeded by a text. Two with the same text give the
 * same numbers on any machine.
 */
export class Random {
  private readonly text: string;
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(text: string) {
    this.text = text;
    const digest = Buffer.from(hash('sha256', text, 'hex'), 'hex');
    this.a = digest.readInt32LE(0);
    this.b = digest.readInt32LE(4);
    this.c = digest.readInt32LE(8);
  }

  /** Another source of its own: what one draws does not move the other. */
  fork(label: string): Random {
    return new Random(`${this.text}/${label}`);
  }

  /** A source of ratios by place: the same for the same numbers, in whatever order they are asked for. */
  table(): (...place: number[]) => number {
    const seed = this.bits();
    return (...place) => {
      let mixed = seed;
      // The finalizer of MurmurHash3 (A. Appleby, public domain) for each number.
      for (const number of place) {
        mixed = Math.imul(mixed ^ number, 0x85ebca6b);
        mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
        mixed ^= mixed >>> 16;
      }
      return (mixed >>> 0) / 2 ** 32;
    };
  }

  /** 32 bits, from 0. */
  bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 up to, but without, 1. */
  ratio(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number from 0 up to, but without, `below`. */
  below(below: number): number {
    return Math.floor(this.ratio() * below);
  }

  /** A real number between two. */
  between(from: number, to: number): number {
    return from + this.ratio() * (to - from);
  }

  chance(ratio: number): boolean {
    return this.ratio() < ratio;
  }

  /** Throws RangeError where there is nothing to pick. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('Nothing to pick from');
    return item;
  }

  /** One of some, the first of them the likeliest (Zipf's law): as names are spread. */
  pickCommon<T>(items: readonly T[]): T {
    // The density falls as 1 / (rank + 4): the commonest is not far above the next.
    const rank = Math.floor(4 * ((items.length + 4) / 4) ** this.ratio()) - 4;
    return items[Math.min(rank, items.length - 1)] as T;
  }

  /** The key of one of some weights. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.ratio() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return (entries.at(-1) as [K, number])[0];
  }

  /** How often something happens that happens `mean` times (Poisson). */
  count(mean: number): number {
    // Knuth's way loses precision beyond some dozens; a sum of Poissons is one.
    if (mean > 30) return this.count(mean / 2) + this.count(mean - mean / 2);
    const limit = Math.exp(-mean);
    let times = -1;
    for (let product = 1; product > limit || times < 0; product *= this.ratio()) times += 1;
    return times;
  }

  /** In place (Fisher and Yates). */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items;
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let i = 0, word = 0; i < count; i += 1, word >>>= 8) {
      if (i % 4 === 0) word = this.bits();
      bytes[i] = word & 0xff;
    }
    return bytes;
  }

  /** A UUID of version 4, lower case. */
  uuid(): string {
    const [first, second, third, fourth] = [this.bits(), this.bits(), this.bits(), this.bits()];
    const version = (second & 0xffff0fff) | 0x4000;
    const variant = (third & 0x3fffffff) | 0x80000000;
    return `${hex4(first >>> 16)}${hex4(first)}-${hex4(version >>> 16)}-${hex4(version)}-${hex4(
      variant >>> 16,
    )}-${hex4(variant)}${hex4(fourth >>> 16)}${hex4(fourth)}`;
  }
}

const hex4s = Array.from({ length: 0x10000 }, (_, bits) => bits.toString(16).padStart(4, '0'));

/** The lower 16 bits; ids are drawn by the million. */
function hex4(bits: number): string {
  return hex4s[bits & 0xffff] as string;
}
