import { sql } from 'kysely';
import type { Finding } from '../../shared/domain/evidence';
import { MINIMUM_RETENTION_YEARS } from '../../shared/domain/retention';
import { counted } from '../../shared/domain/words';
import { equalBytes } from '../../shared/transparency/bytes';
import { retentionYears } from '../archives/purge';
import { DamagedLog } from '../audit/damaged-log';
import { openHead } from '../audit/head';
import { rootAt } from '../audit/proofs';
import { MINUTE, SECOND } from '../clock';
import type { Database } from '../database/schema';
import { readinessOf } from '../hipaa/readiness';
import { standingOf } from '../operations/standing';
import { opensDataKeys } from '../phi/data-keys';
import { sealedColumns } from '../phi/sealed-columns';
import { notProved, proved, type Check } from './check';

const sealedFields: Check = {
  provisions: ['164.312(a)(2)(iv)'],
  async look({ service: { db, phi }, now }) {
    const opens = await opensDataKeys(db, phi.key);
    const columns = [
      ...sealedColumns.map(({ table, column }) => ({ table, column })),
      { table: 'document_version', column: 'heading' },
      { table: 'document_version', column: 'body' },
    ];
    let values = 0;
    let clear = 0;
    for (const { table, column } of columns) {
      const { rows } = await sql<{ values: number; clear: number }>`
        select count(${sql.ref(column)})::int as values,
          (count(*) filter (where not starts_with(${sql.ref(column)}, 'wk1.')))::int as clear
        from ${sql.table(table)}`.execute(db);
      values += rows[0]?.values ?? 0;
      clear += rows[0]?.clear ?? 0;
    }
    const facts = { sealedColumns: columns.length, values, inClear: clear, keysOpen: opens };
    if (!opens) return notProved('The keys that patient data is sealed under do not open.', facts);
    return clear === 0
      ? proved(
          'Every value of the columns for patient data is sealed (AES-256-GCM), and its keys open.',
          facts,
          now,
        )
      : notProved(`${counted(clear, 'value stands', 'values stand')} in clear.`, facts);
  },
};

const auditControls: Check = {
  provisions: ['164.312(b)'],
  async look({ service, now }) {
    const { status } = await readinessOf(service);
    const { logSize, waiting } = await standingOf(service.db, service.clock);
    const facts = { events: logSize, waiting, refusesChange: status.audit_logging_enabled };
    return status.audit_logging_enabled
      ? proved('The audit trail is whole, and its tables refuse change in every session.', facts, now)
      : notProved('The audit trail is damaged, or its tables could be changed.', facts);
  },
};

const integrity: Check = {
  provisions: ['164.312(c)(1)', '164.312(c)(2)'],
  async look({ service: { db, logVerifier, isLogDamaged }, now }) {
    const row = await db
      .selectFrom('checkpoint')
      .select(['size', 'recorded_at', 'subtrees', 'note'])
      .executeTakeFirstOrThrow();
    const age = Math.max(0, Math.floor((now - row.recorded_at) / SECOND));
    const facts = { events: row.size, checkpointAgeSeconds: row.size === 0 ? 0 : age };
    if (row.size === 0) return notProved('The log has no signed checkpoint yet.', facts);
    const head = openHead(row, logVerifier);
    const verifies = !isLogDamaged() && head.ok && (await isRoot(db, row.size, head.value.range.root()));
    return verifies
      ? proved(
          'The newest checkpoint is signed by the log, over the root that the kept tree makes.',
          facts,
          now,
        )
      : notProved('The newest checkpoint does not verify.', facts);
  },
};

async function isRoot(db: Database, size: number, root: Uint8Array): Promise<boolean> {
  try {
    return equalBytes(await rootAt(db, size), root);
  } catch (error) {
    if (error instanceof DamagedLog) return false;
    throw error;
  }
}

const retention: Check = {
  provisions: ['164.316(b)(2)(i)'],
  async look({ service: { db }, now }) {
    const years = await retentionYears(db);
    const facts = { years, atLeast: MINIMUM_RETENTION_YEARS };
    return years >= MINIMUM_RETENTION_YEARS
      ? proved(`The audit log is kept for ${years} years.`, facts, now)
      : notProved(`The audit log is kept for ${years} years only.`, facts);
  },
};

const agreements: Check = {
  provisions: ['164.308(b)(3)'],
  async look({ service, now }) {
    const inForce = (await readinessOf(service)).agreedRegions.length;
    return inForce > 0
      ? proved(
          `${counted(inForce, 'business associate agreement is', 'business associate agreements are')} in force.`,
          { inForce },
          now,
        )
      : notProved('No business associate agreement is in force.', { inForce });
  },
};

/** A backup of each night, and one that was missed. No law names a number. */
const BACKUP_FRESH = 2 * 24 * 60 * MINUTE;

const backups: Check = {
  provisions: ['164.308(a)(7)(ii)(A)'],
  async look({ service: { db }, now }) {
    const { newest } = await db
      .selectFrom('backup')
      .select((eb) => eb.fn.max('made_at').as('newest'))
      .where('outcome', '=', 'good')
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow();
    return judgeBackup(newest, now);
  },
};

/** `madeAt`: the state that the newest backup holds that was found to be good; null where there is none. */
export function judgeBackup(madeAt: number | null, now: number): Finding {
  if (madeAt === null) return notProved('There is no backup that was found to be good.', {});
  const ageHours = Math.max(0, Math.floor((now - madeAt) / (60 * MINUTE)));
  return now - madeAt <= BACKUP_FRESH
    ? proved('The newest backup was verified and is two days old at most.', { ageHours }, madeAt)
    : notProved('The newest good backup is more than two days old.', { ageHours });
}

export const recordChecks: readonly Check[] = [
  sealedFields,
  auditControls,
  integrity,
  retention,
  agreements,
  backups,
];
