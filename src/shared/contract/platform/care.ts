import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { KiB, MiB, platformCall } from './call';

/** A place in a list that is ordered by time: the last item's time in microseconds and its id. */
export const placeInList = z
  .string()
  .regex(/^\d{1,16}\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

const micros = z.int().nonnegative();

/** Which part of a list, newest first. */
const part = {
  patientId: patientId.optional(),
  /** The person who sees or saw the patient. */
  userId: z.uuid().optional(),
  /** From this time on, and before this time. Microseconds. */
  from: micros.optional(),
  until: micros.optional(),
  /** Why the caller reads it. During emergency access to the patient that is the reason, whatever stands here. */
  purpose: z.enum(['treatment', 'payment', 'operations', 'patient-request']).optional(),
  limit: z.int().min(1).max(100).default(50),
  after: placeInList.optional(),
};

export const listAppointments = platformCall({
  name: 'appointments.list',
  summary: 'Appointments of the patients within the caller’s reach.',
  method: 'GET',
  path: '/api/v1/appointments',
  request: z.object(part),
  reply: z.object({
    appointments: z
      .array(
        z.object({
          appointmentId: z.uuid(),
          patientId,
          userId: z.uuid(),
          startsAt: micros,
          minutes: z.int().nonnegative(),
          visitType: z.string().max(200),
          bookedAt: micros,
          status: z.enum(['booked', 'kept', 'cancelled', 'missed']),
        }),
      )
      .max(100),
    next: placeInList.nullable(),
  }),
  permission: 'appointments:read',
  audit: { action: 'READ', verb: 'APPOINTMENTS_VIEWED', resource: 'Appointment' },
  revealsPhi: true,
  limits: { request: 2 * KiB, reply: MiB },
});

export const listEncounters = platformCall({
  name: 'encounters.list',
  summary: 'Encounters of the patients within the caller’s reach.',
  method: 'GET',
  path: '/api/v1/encounters',
  request: z.object(part),
  reply: z.object({
    encounters: z
      .array(
        z.object({
          encounterId: z.uuid(),
          appointmentId: z.uuid().nullable(),
          patientId,
          userId: z.uuid(),
          kind: z.enum(['visit', 'telehealth', 'telephone']),
          startedAt: micros,
          endedAt: micros,
        }),
      )
      .max(100),
    next: placeInList.nullable(),
  }),
  permission: 'encounters:read',
  audit: { action: 'READ', verb: 'ENCOUNTERS_VIEWED', resource: 'Encounter' },
  revealsPhi: true,
  limits: { request: 2 * KiB, reply: MiB },
});

export const listCareTeams = platformCall({
  name: 'careTeams.list',
  summary: 'The care teams, or the caller’s own, and who is in them now.',
  method: 'GET',
  path: '/api/v1/care-teams',
  request: z.object({}),
  reply: z.object({
    careTeams: z
      .array(
        z.object({
          careTeamId: z.uuid(),
          name: z.string().max(200),
          members: z.array(z.object({ userId: z.uuid(), since: micros })).max(5000),
        }),
      )
      .max(1000),
  }),
  permission: 'care-teams:read',
  audit: { none: 'It names people who work here and no patient.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 4 * MiB },
});
