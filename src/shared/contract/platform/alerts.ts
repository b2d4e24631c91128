import { z } from 'zod';
import { findingKinds } from '../../detection/detector';
import { alertDispositions, alertStates } from '../../domain/alert';
import { reason } from '../../domain/reason';
import { KiB, MiB, platformCall } from './call';
import { placeInList } from './care';

const micros = z.int().nonnegative();

/** Something that may be wrong, and what was made of it. It holds no name and no patient. */
const alert = z.object({
  alertId: z.uuid(),
  kind: z.enum(findingKinds),
  /** Whom or what it is about; null where it is about none of that kind. */
  userId: z.string().max(256).nullable(),
  /** An address, or a network as in 203.0.113.0/24. */
  address: z.string().max(64).nullable(),
  sessionId: z.string().max(256).nullable(),
  /** When what was found began, and when it was found last. */
  firstAt: micros,
  lastAt: micros,
  raisedAt: micros,
  /** How often it was found. */
  count: z.int().positive(),
  reason: z.string().max(500),
  /** The numbers it rests on, with the threshold each was held against. */
  facts: z.record(z.string().max(50), z.union([z.number(), z.string().max(200)])),
  /** What the service did about it by itself. */
  answer: z.enum(['session-ended', 'address-blocked']).nullable(),
  state: z.enum(alertStates),
  /** Grows when somebody acknowledges or closes it, and when more is found. */
  version: z.int().positive(),
  acknowledged: z.object({ userId: z.uuid(), at: micros, note: z.string().max(500) }).nullable(),
  closed: z
    .object({
      userId: z.uuid(),
      at: micros,
      disposition: z.enum(alertDispositions),
      note: z.string().max(500),
    })
    .nullable(),
});
export type Alert = z.infer<typeof alert>;

export const listAlerts = platformCall({
  name: 'alerts.list',
  summary: 'What the service found and asks somebody to look at, the newest first.',
  method: 'GET',
  path: '/api/v1/alerts',
  request: z.object({
    state: z.enum(alertStates).optional(),
    kind: z.enum(findingKinds).optional(),
    limit: z.int().min(1).max(100).default(50),
    after: placeInList.optional(),
  }),
  reply: z.object({
    alerts: z.array(alert).max(100),
    next: placeInList.nullable(),
    /** How many nobody has looked at yet. */
    open: z.int().nonnegative(),
  }),
  permission: 'alerts:read',
  audit: {
    none: 'It holds no patient data, screens ask for it again and again, and each alert is recorded.',
  },
  revealsPhi: false,
  limits: { request: KiB, reply: MiB },
});

export const acknowledgeAlert = platformCall({
  name: 'alerts.acknowledge',
  summary:
    'Says that somebody is looking into an alert as they saw it. What is found again afterwards is another alert.',
  method: 'POST',
  path: '/api/v1/alerts/{alertId}/acknowledge',
  request: z.object({ alertId: z.uuid(), version: z.int().positive(), note: reason }),
  reply: alert,
  permission: 'alerts:write',
  audit: { action: 'UPDATE', verb: 'ALERT_ACKNOWLEDGED', resource: 'Alert' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 32 * KiB },
});

export const closeAlert = platformCall({
  name: 'alerts.close',
  summary: 'Says what an alert turned out to be. What is found again afterwards is another alert.',
  method: 'POST',
  path: '/api/v1/alerts/{alertId}/close',
  request: z.object({
    alertId: z.uuid(),
    version: z.int().positive(),
    disposition: z.enum(alertDispositions),
    note: reason,
  }),
  reply: alert,
  permission: 'alerts:write',
  audit: { action: 'UPDATE', verb: 'ALERT_CLOSED', resource: 'Alert' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 32 * KiB },
});
