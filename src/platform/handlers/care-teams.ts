import { sql, type Selectable } from 'kysely';
import type { AuditWords } from '../../shared/contract/platform/call';
import {
  addCareTeamMember,
  changeCareTeam,
  createCareTeam,
  endCareTeam,
  removeCareTeamMember,
  type CareTeam,
} from '../../shared/contract/platform/care-teams';
import { isSpanAhead } from '../../shared/domain/care-rules';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import {
  careTeamFor,
  careTeamsFor,
  isNotOver,
  membersOf,
  type Member,
  type TeamWithMembers,
} from '../access/care';
import { practiceWide } from '../access/practice-wide';
import { isStaff } from '../access/workforce';
import { happenedIn, type Happened } from '../audit/draft';
import { takeLock } from '../database/advisory-lock';
import type { CareTeamTable } from '../database/care-tables';
import type { DatabaseTransaction } from '../database/schema';
import type { Service } from '../service';
import { attempting, type Attempting } from './attempt';
import type { Handlers } from './handler';
import { careRefusals } from './patient-act';

type CareTeamCalls =
  | 'careTeams.list'
  | 'careTeams.get'
  | 'careTeams.create'
  | 'careTeams.change'
  | 'careTeams.end'
  | 'careTeams.addMember'
  | 'careTeams.removeMember';

type Team = Selectable<CareTeamTable>;

/** Teams that work at once. */
const MOST_TEAMS = 1000;
/** Of one team, now or later. */
const MOST_MEMBERS = 500;

/** Who cares for patients together. Each change of a team or its members names the version that it was made from. */
export function careTeamHandlers(service: Service): Pick<Handlers, CareTeamCalls> {
  const { acts, clock, db } = service;

  interface Change {
    transaction: DatabaseTransaction;
    now: number;
    team: Team;
    attempt: Attempting;
  }
  /**
   * Does something to one team, with no other change to it under way. `isDone`: whether that was done already, by the
   * same request whose reply was lost; `work` does it, or gives why it did not.
   */
  function change(
    caller: Caller,
    words: AuditWords,
    { careTeamId, version }: { careTeamId: string; version: number },
    meta: Happened['meta'],
    isDone: (change: Change, members: readonly Member[]) => boolean | Promise<boolean>,
    work: (change: Change, members: readonly Member[]) => Promise<Refusal | null>,
  ): Promise<Result<CareTeam>> {
    return acts.quietly(async (transaction, record) => {
      const now = clock();
      const attempt = attempting(record, caller, { ...about(words, careTeamId), meta }, now);
      const team = await transaction
        .selectFrom('care_team')
        .selectAll()
        .where('care_team_id', '=', careTeamId)
        .forUpdate()
        .executeTakeFirst();
      if (team === undefined) return attempt.refuse(noSuchTeam, 'not-found');
      const members = await membersOf(transaction, careTeamId, now);
      const its: Change = { transaction, now, team, attempt };
      if (await isDone(its, members)) return ok(shown({ ...team, members }));
      if (team.ended_at !== null) return attempt.refuse(careRefusals.overAlready, 'over');
      if (team.version !== version) return attempt.refuse(careRefusals.changedMeanwhile, 'changed-meanwhile');
      const refused = await work(its, members);
      if (refused !== null) return refused;
      const changed = await transaction
        .updateTable('care_team')
        .set({ version: version + 1 })
        .where('care_team_id', '=', careTeamId)
        .returningAll()
        .executeTakeFirstOrThrow();
      await attempt.done();
      return ok(shown({ ...changed, members: await membersOf(transaction, careTeamId, now) }));
    });
  }

  return {
    async 'careTeams.list'(_, caller) {
      return ok({ careTeams: (await careTeamsFor(db, caller, clock())).map(shown) });
    },

    async 'careTeams.get'({ careTeamId }, caller) {
      const team = await careTeamFor(db, caller, careTeamId, clock());
      return team === null ? noSuchTeam : ok(shown(team));
    },

    'careTeams.create': practiceWide(service, createCareTeam, ({ careTeamId, name }, caller) =>
      acts.quietly(async (transaction, record) => {
        const now = clock();
        const attempt = attempting(record, caller, about(createCareTeam.audit, careTeamId), now);
        const working = await lockTeams(transaction);
        const known = await transaction
          .selectFrom('care_team')
          .selectAll()
          .where('care_team_id', '=', careTeamId)
          .executeTakeFirst();
        if (known !== undefined) {
          return known.name === name
            ? ok(shown({ ...known, members: await membersOf(transaction, careTeamId, now) }))
            : attempt.refuse(careRefusals.idTaken, 'exists');
        }
        if (isTaken(name, working)) return attempt.refuse(nameTaken, 'exists');
        if (working.length >= MOST_TEAMS) return attempt.refuse(tooMany, 'too-many');
        const team = await transaction
          .insertInto('care_team')
          .values({ care_team_id: careTeamId, name })
          .returningAll()
          .executeTakeFirstOrThrow();
        await attempt.done();
        return ok(shown({ ...team, members: [] }));
      }),
    ),

    'careTeams.change': practiceWide(service, changeCareTeam, ({ name, ...seen }, caller) =>
      change(
        caller,
        changeCareTeam.audit,
        seen,
        undefined,
        ({ team }) => team.name === name && isOneStepOn(team, seen.version),
        async ({ transaction, attempt }) => {
          const others = (await lockTeams(transaction)).filter((row) => row.care_team_id !== seen.careTeamId);
          if (isTaken(name, others)) return attempt.refuse(nameTaken, 'exists');
          await transaction
            .updateTable('care_team')
            .set({ name })
            .where('care_team_id', '=', seen.careTeamId)
            .execute();
          return null;
        },
      ),
    ),

    'careTeams.end': practiceWide(service, endCareTeam, (seen, caller) =>
      change(
        caller,
        endCareTeam.audit,
        seen,
        undefined,
        ({ team }) => team.ended_at !== null && isOneStepOn(team, seen.version),
        async ({ transaction, now }) => {
          await transaction
            .updateTable('care_team')
            .set({ ended_at: now })
            .where('care_team_id', '=', seen.careTeamId)
            .execute();
          return null;
        },
      ),
    ),

    'careTeams.addMember': practiceWide(service, addCareTeamMember, (asked, caller) => {
      const { careTeamId, version, userId, duty, since, until } = asked;
      return change(
        caller,
        addCareTeamMember.audit,
        { careTeamId, version },
        { userId },
        ({ team }, members) =>
          isOneStepOn(team, version) &&
          members.some(
            (row) =>
              row.user_id === userId &&
              row.duty === duty &&
              row.until === until &&
              (since === undefined || row.since === since),
          ),
        async ({ transaction, now, attempt }, members) => {
          const begins = since ?? now;
          if (!isSpanAhead(begins, until, now)) return attempt.refuse(careRefusals.outOfTime, 'out-of-time');
          if (!(await isStaff(transaction, userId)))
            return attempt.refuse(careRefusals.notStaff, 'not-staff');
          if (members.some((row) => row.user_id === userId))
            return attempt.refuse(careRefusals.thereAlready, 'exists');
          if (members.length >= MOST_MEMBERS) return attempt.refuse(tooManyMembers, 'too-many');
          await transaction
            .insertInto('care_team_membership')
            .values({ care_team_id: careTeamId, user_id: userId, duty, since: begins, until })
            // One that was to begin at the same instant and was taken back before it did.
            .onConflict((conflict) =>
              conflict.columns(['care_team_id', 'user_id', 'since']).doUpdateSet({ duty, until }),
            )
            .execute();
          return null;
        },
      );
    }),

    'careTeams.removeMember': practiceWide(service, removeCareTeamMember, ({ userId, ...seen }, caller) =>
      change(
        caller,
        removeCareTeamMember.audit,
        seen,
        { userId },
        async ({ team, transaction }, members) =>
          isOneStepOn(team, seen.version) &&
          members.every((row) => row.user_id !== userId) &&
          (await wasMember(transaction, seen.careTeamId, userId)),
        async ({ transaction, now, attempt }, members) => {
          if (members.every((row) => row.user_id !== userId)) return attempt.refuse(noMember, 'not-found');
          await transaction
            .updateTable('care_team_membership')
            .set({ until: sql<number>`greatest(since, ${now}::bigint)` })
            .where('care_team_id', '=', seen.careTeamId)
            .where('user_id', '=', userId)
            .where(isNotOver('care_team_membership', now))
            .execute();
          return null;
        },
      ),
    ),
  };
}

function about(words: AuditWords, id: string): Happened {
  const happened = happenedIn(words);
  return { ...happened, category: 'administration', resource: { ...happened.resource, id } };
}

/** Whether it stands where the change that was asked for put it. */
function isOneStepOn(team: Team, version: number): boolean {
  return team.version === version + 1;
}

function shown({ care_team_id, name, version, ended_at, members }: TeamWithMembers): CareTeam {
  return {
    careTeamId: care_team_id,
    name,
    version,
    endedAt: ended_at,
    members: members.map(({ user_id, duty, since, until }) => ({ userId: user_id, duty, since, until })),
  };
}

/** The teams that work; lets nobody else make or name one until this transaction has ended. */
async function lockTeams(transaction: DatabaseTransaction): Promise<Pick<Team, 'care_team_id' | 'name'>[]> {
  await takeLock(transaction, 'care teams');
  return transaction
    .selectFrom('care_team')
    .select(['care_team_id', 'name'])
    .where('ended_at', 'is', null)
    .execute();
}

function isTaken(name: string, teams: readonly Pick<Team, 'name'>[]): boolean {
  return teams.some((team) => team.name.toLowerCase() === name.toLowerCase());
}

async function wasMember(
  transaction: DatabaseTransaction,
  careTeamId: string,
  userId: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('care_team_membership')
    .select('since')
    .where('care_team_id', '=', careTeamId)
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

const noSuchTeam = err('not-found', 'There is no such care team.', 'Look at the list of care teams again.');
const nameTaken = err('conflict', 'Another care team has this name.', 'Choose another name.');
const noMember = err('not-found', 'They are not on this care team.', 'Look at the care team again.');
const tooMany = err(
  'conflict',
  `There are ${MOST_TEAMS} care teams, which is the most there can be.`,
  'End one that no longer works.',
);
const tooManyMembers = err(
  'conflict',
  `This care team has ${MOST_MEMBERS} members, which is the most there can be.`,
  'Make another care team.',
);
