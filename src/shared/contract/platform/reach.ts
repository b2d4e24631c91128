import type { Scope } from '../../domain/permission';
import type { PlatformCallName } from './calls';

export type NarrowerScope = Exclude<Scope, 'practice'>;

/**
 * What a call does for somebody who holds its permission with less than the whole practice's scope.
 *
 * - `denied`: it concerns the practice as a whole, and nothing of it is done.
 * - `nothing`: an empty list, or the answer that there is no such thing.
 * - `theirs`: what is the caller's own: their account, role, sessions, teams, emergency access or acts.
 * - `patients`: what concerns the patients whom the scope reaches.
 * - `whole`: the same as for the practice, since it holds nothing about anybody.
 */
export type Reach = 'denied' | 'nothing' | 'theirs' | 'patients' | 'whole';

type Reaches = Readonly<Record<NarrowerScope, Reach>>;

const everywhere = (reach: Reach): Reaches => ({ own: reach, referred: reach, assigned: reach, self: reach });

const patients = everywhere('patients');
/** What is entered for the patients reached, as done by oneself or, within `assigned`, by whoever shares a team. */
const work: Reaches = { ...everywhere('nothing'), own: 'patients', assigned: 'patients' };
const teams: Reaches = { ...everywhere('nothing'), own: 'theirs', assigned: 'theirs' };
/** What is not the whole practice's part of the trail is what one did oneself. */
const ownActs: Reaches = { ...everywhere('nothing'), self: 'theirs' };

/** Those that are not named here are meant to be denied. */
const narrower: Readonly<Partial<Record<PlatformCallName, Reaches>>> = {
  'patients.get': patients,
  'patients.find': patients,
  'patients.update': patients,
  'patients.create': work,
  'patients.linkAccount': patients,
  'patients.unlinkAccount': patients,
  'patients.readAccount': patients,
  'patients.listPseudonyms': everywhere('nothing'),
  'appointments.list': patients,
  'appointments.book': work,
  'appointments.change': patients,
  'appointments.settle': patients,
  'encounters.list': patients,
  'encounters.open': work,
  'encounters.close': patients,
  'assignments.list': patients,
  'referrals.list': patients,
  'referrals.make': work,
  'referrals.end': patients,
  'careTeams.list': teams,
  'careTeams.get': teams,
  'shifts.list': everywhere('theirs'),

  'audit.listEvents': ownActs,
  'audit.search': ownActs,
  'audit.proveInclusion': ownActs,
  'auth.listAuditLogs': ownActs,
  'hipaa.listAuditLogs': ownActs,
  'audit.readCheckpoint': everywhere('whole'),
  'audit.proveConsistency': everywhere('whole'),
  'audit.listCosigners': everywhere('whole'),

  'workforce.list': everywhere('theirs'),
  'workforce.read': everywhere('theirs'),
  'workforce.directory': everywhere('nothing'),
  'workforce.create': everywhere('nothing'),
  'workforce.update': everywhere('nothing'),
  'workforce.putOnLeave': everywhere('nothing'),
  'workforce.deactivate': everywhere('nothing'),
  'workforce.reactivate': everywhere('nothing'),
  'workforce.invite': everywhere('nothing'),
  'provisioning.preview': everywhere('nothing'),
  'provisioning.apply': everywhere('nothing'),
  'provisioning.read': everywhere('nothing'),
  'provisioning.undoRow': everywhere('nothing'),
  'roles.list': everywhere('theirs'),
  'roles.assign': everywhere('theirs'),
  'sessions.list': everywhere('theirs'),
  'sessions.end': everywhere('theirs'),
  'sessions.endAll': everywhere('theirs'),
  'lockouts.list': everywhere('nothing'),

  'breakGlass.begin': everywhere('nothing'),
  'breakGlass.end': everywhere('theirs'),
  'breakGlass.listOwn': everywhere('theirs'),
  'breakGlass.list': everywhere('nothing'),
  'breakGlass.review': everywhere('nothing'),
};

/** How far a call reaches with a scope that is not the whole practice's. */
export function reachOf(call: PlatformCallName, scope: NarrowerScope): Reach {
  return narrower[call]?.[scope] ?? 'denied';
}
