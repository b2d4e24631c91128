import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepLease, keptLease, leaseRefusal } from '../../../src/vault/people/lease';
import { aStore, type AStore } from './a-store';

const HOUR = 3_600_000_000;
const start = 1_794_781_315_000_000;

let store: AStore;
/** The computer's clock, which somebody may set, in microseconds. */
let now: number;
/** Milliseconds that really passed. */
let elapsed: number;

beforeEach(() => {
  store = aStore();
  now = start;
  elapsed = 0;
});
afterEach(() => store.remove());

const keeper = () =>
  keepLease(
    store.db,
    () => now,
    () => elapsed,
  );

describe('the lease of a vault that is open', () => {
  test('is nothing where the platform never answered', () => {
    expect(keeper().until()).toBeNull();
    expect(leaseRefusal(store.db, now)).toMatchObject({ code: 'lease-ended' });
  });

  test('begins anew at each contact, written down once a minute', () => {
    const lease = keeper();
    lease.contact();
    expect(lease.until()).toBe(start + 72 * HOUR);
    now += 59_000_000;
    elapsed += 59_000;
    lease.contact();
    expect(lease.until()).toBe(start + 72 * HOUR);
    now += 1_000_000;
    elapsed += 1_000;
    lease.contact();
    expect(lease.until()).toBe(now + 72 * HOUR);
  });

  test('passes while the vault is open, whatever is done to the clock', () => {
    keptLease.write(store.db, { contactAt: start, seenAt: start });
    const lease = keeper();
    elapsed = 72 * 3_600_000 - 1;
    now = start - 1000 * HOUR;
    expect(lease.tick()).toBe(false);
    elapsed += 1;
    expect(lease.tick()).toBe(true);
    expect(leaseRefusal(store.db, now)).toMatchObject({ code: 'lease-ended' });
  });

  test('under a clock that once ran a year ahead is mended by the next contact', () => {
    keptLease.write(store.db, { contactAt: start, seenAt: start + 365 * 24 * HOUR });
    expect(leaseRefusal(store.db, now)).toMatchObject({ code: 'lease-ended' });
    const lease = keeper();
    lease.contact();
    expect(lease.tick()).toBe(false);
    expect(leaseRefusal(store.db, now)).toBeNull();
  });
});
