import { z } from 'zod';
import { patientId } from '../../domain/audit-event/audit-event';
import { KiB, MiB, platformCall } from './call';
import { writtenText } from './fields';

/** A place in a list that is ordered by time: the last item's time in microseconds and its id. */
export const placeInList = z
  .string()
  .regex(/^\d{1,16}\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

export const micros = z.int().nonnegative();

/** Grows with each change; a change names the one it was made from. */
export const version = z.int().positive().max(2_147_483_647);

/** Why the caller reads it. During emergency access to the patient that is the reason, whatever stands here. */
export const purpose = z.enum(['treatment', 'payment', 'operations', 'patient-request']);

export const appointmentStatuses = ['booked', 'kept', 'cancelled', 'missed'] as const;
export const encounterKinds = ['visit', 'telehealth', 'telephone'] as const;

/** Which part of a list, newest first. */
const part = {
  patientId: patientId.optional(),
  /** The person who sees or saw the patient. */
  userId: z.uuid().optional(),
  /** From this time on, and before this time. Microseconds. */
  from: micros.optional(),
  until: micros.optional(),
  purpose: purpose.optional(),
  limit: z.int().min(1).max(100).default(50),
  after: placeInList.optional(),
};

/** With whom, when and for what; microseconds and minutes. */
const booking = {
  userId: z.uuid(),
  startsAt: micros,
  minutes: z.int().min(5).max(720),
  visitType: writtenText(200),
};

const limits = { request: 4 * KiB, reply: KiB };

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
          status: z.enum(appointmentStatuses),
          version,
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
          kind: z.enum(encounterKinds),
          startedAt: micros,
          /** Null while it goes on. */
          endedAt: micros.nullable(),
          version,
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

export const bookAppointment = platformCall({
  name: 'appointments.book',
  summary: 'Books an appointment under an id that the caller made; the same booking sent twice is one.',
  method: 'POST',
  path: '/api/v1/appointments',
  request: z.object({
    appointmentId: z.uuid(),
    patientId,
    ...booking,
  }),
  reply: z.object({ appointmentId: z.uuid(), version }),
  permission: 'appointments:write',
  audit: { action: 'CREATE', verb: 'APPOINTMENT_CREATED', resource: 'Appointment' },
  revealsPhi: false,
  limits,
});

export const changeAppointment = platformCall({
  name: 'appointments.change',
  summary:
    'Changes with whom, when or for what an appointment is booked, if nobody changed it since that version.',
  method: 'PATCH',
  path: '/api/v1/appointments/{appointmentId}',
  request: z.object({
    appointmentId: z.uuid(),
    version,
    changes: z.strictObject(booking).partial(),
  }),
  reply: z.object({ appointmentId: z.uuid(), version }),
  permission: 'appointments:write',
  audit: { action: 'UPDATE', verb: 'APPOINTMENT_CHANGED', resource: 'Appointment' },
  revealsPhi: false,
  limits,
});

export const settleAppointment = platformCall({
  name: 'appointments.settle',
  summary:
    'Says what became of an appointment: kept, missed or cancelled; or booked again, where that was a mistake.',
  method: 'POST',
  path: '/api/v1/appointments/{appointmentId}/settle',
  request: z.object({ appointmentId: z.uuid(), version, status: z.enum(appointmentStatuses) }),
  reply: z.object({ appointmentId: z.uuid(), version }),
  permission: 'appointments:write',
  // With a verb of its own for each status.
  audit: { action: 'UPDATE', verb: 'APPOINTMENT_SETTLED', resource: 'Appointment' },
  revealsPhi: false,
  limits,
});

export const openEncounter = platformCall({
  name: 'encounters.open',
  summary: 'Begins an encounter under an id that the caller made; sent twice it is one.',
  method: 'POST',
  path: '/api/v1/encounters',
  request: z.object({
    encounterId: z.uuid(),
    patientId,
    userId: z.uuid(),
    kind: z.enum(encounterKinds),
    /** The patient's appointment that it comes of, where there was one. */
    appointmentId: z.uuid().nullable().default(null),
    /** At most 30 days ago; now, where it is left out. */
    startedAt: micros.optional(),
  }),
  reply: z.object({ encounterId: z.uuid(), version }),
  permission: 'encounters:write',
  audit: { action: 'CREATE', verb: 'ENCOUNTER_STARTED', resource: 'Encounter' },
  revealsPhi: false,
  limits,
});

export const closeEncounter = platformCall({
  name: 'encounters.close',
  summary: 'Ends an encounter that goes on.',
  method: 'POST',
  path: '/api/v1/encounters/{encounterId}/close',
  request: z.object({
    encounterId: z.uuid(),
    version,
    /** Now, where it is left out. */
    endedAt: micros.optional(),
  }),
  reply: z.object({ encounterId: z.uuid(), version }),
  permission: 'encounters:write',
  audit: { action: 'UPDATE', verb: 'ENCOUNTER_ENDED', resource: 'Encounter' },
  revealsPhi: false,
  limits,
});
