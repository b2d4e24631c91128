import { z } from 'zod';
import { workforceMember } from '../../domain/workforce-member';
import { KiB, MiB } from '../platform/call';
import { bridgeCall, bridgeNotice } from './call';
import { edges, trailRow } from './trail';

export const listPeople = bridgeCall({
  name: 'people.list',
  summary: 'Everybody who works for the practice or did, as this computer last heard.',
  request: z.object({}),
  reply: z.object({
    members: z.array(workforceMember).max(5000),
    /** When the platform last gave the list, microseconds; null when it never has. */
    asOf: z.int().nonnegative().nullable(),
  }),
  when: 'open',
  audit: { none: 'It holds no patient data.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});

export const lookAtPerson = bridgeCall({
  name: 'people.look',
  summary: 'One person of the practice, and what the trail on this computer says of what they did.',
  request: z.object({ userId: z.uuid(), edges }),
  reply: z.object({
    member: workforceMember,
    /** Of the time between the first and the last edge. */
    counts: z.object({
      events: z.int().nonnegative(),
      accesses: z.int().nonnegative(),
      patients: z.int().nonnegative(),
      changes: z.int().nonnegative(),
      exports: z.int().nonnegative(),
      refusals: z.int().nonnegative(),
    }),
    /** Events between each two edges. */
    histogram: z.array(z.int().nonnegative()).max(399),
    /** The newest ones first. */
    recent: z.array(trailRow).max(12),
  }),
  when: 'open',
  audit: { none: 'The copy reached this computer under a recorded reading of the trail.' },
  revealsPhi: true,
  limits: { request: 16 * KiB, reply: MiB },
});

/** The list of people changed. */
export const peopleChanged = bridgeNotice({ name: 'people.changed', payload: z.object({}) });
