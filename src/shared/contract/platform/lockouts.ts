import { z } from 'zod';
import { reason } from '../../domain/reason';
import { account } from './auth';
import { KiB, MiB, platformCall } from './call';

/** As a block is listed, of IPv6 a network of 64 bits; or any address in it. */
const address = z.union([z.ipv4(), z.ipv6(), z.cidrv6()]);
const times = {
  /** The newest failure, or when the address was blocked; microseconds. */
  since: z.int().nonnegative(),
  /** When it ends by itself. */
  until: z.int().nonnegative(),
};

export const listLockouts = platformCall({
  name: 'lockouts.list',
  summary: 'Accounts that are locked out, addresses that are blocked, and why.',
  method: 'GET',
  path: '/api/v1/lockouts',
  request: z.object({}),
  reply: z.object({
    accounts: z
      .array(
        z.object({
          /** Null: a name that no account has. What was typed is not kept. */
          account: account.nullable(),
          /**
           * Where it is locked, of IPv6 a network of 64 bits; elsewhere its owner can sign in. Null: everywhere, for
           * wrong codes after the right password, or too many wrong passwords at many addresses.
           */
          address: z.string().max(64).nullable(),
          /** Wrong passwords or codes in a row. */
          failures: z.int().positive(),
          ...times,
        }),
      )
      .max(1000),
    addresses: z
      .array(
        z.object({
          address: z.string().max(64),
          /** How many names were tried from there without success. */
          userNames: z.int().positive(),
          ...times,
        }),
      )
      .max(1000),
  }),
  permission: 'lockouts:read',
  audit: { none: 'It holds no patient data, and the failures that it counts are recorded.' },
  revealsPhi: false,
  limits: { request: KiB, reply: MiB },
});

export const releaseAccount = platformCall({
  name: 'lockouts.releaseAccount',
  summary: 'Lets a locked account be tried again at once, from every address.',
  method: 'POST',
  path: '/api/v1/lockouts/accounts/{userId}/release',
  request: z.object({ userId: z.uuid(), reason }),
  /** The addresses at which it was locked or had to wait; null among them: everywhere. */
  reply: z.object({ addresses: z.array(z.string().max(64).nullable()).max(10_000) }),
  permission: 'lockouts:release',
  audit: { action: 'UPDATE', verb: 'ACCOUNT_RELEASED', resource: 'User' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: MiB },
});

export const releaseAddress = platformCall({
  name: 'lockouts.releaseAddress',
  summary: 'Lets people sign in again from a blocked address, and forgets the failures counted there.',
  method: 'POST',
  path: '/api/v1/lockouts/addresses/release',
  request: z.object({ address, reason }),
  reply: z.object({}),
  permission: 'lockouts:release',
  audit: { action: 'UPDATE', verb: 'ADDRESS_RELEASED', resource: 'Address' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: KiB },
});
