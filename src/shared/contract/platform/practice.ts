import { z } from 'zod';
import { newPassword } from '../../domain/new-password';
import { account, displayName, practice, userName } from './auth';
import { KiB, platformCall } from './call';

export const claimPractice = platformCall({
  name: 'practice.claim',
  summary:
    'Creates the first administrator of a service that has none, for whoever holds the set-up code it printed when it started.',
  method: 'POST',
  path: '/api/v1/practice/claim',
  request: z.object({
    setupCode: z.string().min(16).max(128),
    displayName: z.string().trim().pipe(displayName),
    userName,
    password: newPassword,
  }),
  reply: z.object({ account, practice }),
  permission: 'anyone',
  audit: { action: 'CREATE', verb: 'PRACTICE_CLAIMED', resource: 'User' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 16 * KiB },
});

export const aboutPractice = platformCall({
  name: 'practice.about',
  summary: 'What a console shows before anybody signs in: whose platform this is, and the key of its log.',
  method: 'GET',
  path: '/api/v1/practice/about',
  request: z.object({}),
  reply: z.object({
    practice,
    /** The log's signing key as a C2SP verifier key: name+hash+key. */
    verifierKey: z.string().max(512),
    version: z.string().max(64),
  }),
  permission: 'anyone',
  audit: { none: 'It tells nothing that is not on the practice’s door.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 16 * KiB },
});

export const tryPractice = platformCall({
  name: 'practice.try',
  summary:
    'Opens a synthetic practice for whoever started it: everybody in it gets the password given here. Refused by a practice of real people.',
  method: 'POST',
  path: '/api/v1/practice/try',
  request: z.object({ setupCode: z.string().min(16).max(128), password: newPassword }),
  /** The made-up administrator to sign in as. */
  reply: z.object({ account, practice }),
  permission: 'anyone',
  audit: { action: 'CREATE', verb: 'PRACTICE_CLAIMED', resource: 'User' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 16 * KiB },
});
