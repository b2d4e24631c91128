import { randomUUID } from 'node:crypto';
import type { Practice } from '../shared/contract/platform/auth';
import { err, ok, type Refusal, type Result } from '../shared/domain/result';
import { startArchiveCare, type ArchiveTimer } from './archives/timer';
import { actsOn, type Acts } from './audit/act';
import { systemDraft, type Happened } from './audit/draft';
import { extendLog } from './audit/extend-log';
import { logGrowth, type SizeSource } from './audit/log-growth';
import { logKeyFrom, type LogKey } from './audit/log-key';
import { openHead } from './audit/head';
import { startBackups, type BackupSettings } from './backup/keep';
import { startSequencer } from './audit/sequencer';
import { newestCheckpoint } from './audit/trail';
import type { Clock } from './clock';
import { faultOf } from './database/fault';
import type { Hearing } from './database/listen';
import { migrate } from './database/migrate';
import { reclaim } from './database/upkeep';
import type { Database, OpenDatabase } from './database/schema';
import { startWatch } from './detection/watch';
import type { RenewedCertificate } from './http/certificate';
import { startServer } from './http/server';
import type { Transport } from './http/transport';
import { accessTokens } from './identity/access-token';
import { isClaimed } from './identity/accounts';
import { passwordHashes, type HashCost } from './identity/password-hash';
import { resealSecrets } from './identity/reseal-secrets';
import { secretSeal } from './identity/sealed-secret';
import { setupCodeOf } from './identity/setup-code';
import { errorFacts, type Log } from './log';
import { hasKeys, makeFirstKeys, opensDataKeys, serviceKey, type ServiceKey } from './phi/data-keys';
import { foreignForms, type ForeignKeys } from './phi/foreign-forms';
import { sealClear, startKeyCare } from './phi/key-care';
import { operationsOf } from './operations/answer';
import { startOperations } from './operations/listener';
import { requestMetrics } from './operations/metrics';
import { countedRounds } from './operations/rounds';
import { startRetentionCare } from './retention/nightly';
import type { Service } from './service';
import { makeSyntheticPractice, type PracticeSize } from './synthetic/make-practice';

export interface PlatformSettings {
  open: () => Promise<Result<OpenDatabase>>;
  version: string;
  /** What the console that started the service shows; nobody else comes in, unless there is a `transport`. */
  launchSecret?: string;
  /** Of a service that runs alone. */
  transport?: Transport;
  /** Of one that does not: requests a minute of one user; any number where that is not said. */
  requestsPerUser?: number;
  /** 32-byte Ed25519 seeds in base64url. */
  logKey: string;
  tokenKey: string;
  /** Keys that signed access tokens before it: until their tokens have ended, those are read too. */
  olderTokenKeys?: readonly string[];
  /** What patient data is sealed under in the end: 32 bytes in base64url. */
  phiKey: string;
  /** Keys of other systems whose sealed values are read. */
  foreignKeys?: ForeignKeys;
  /** Given to an empty database. */
  practice: { name: string; timeZone: string; synthetic: boolean };
  /** What an empty database of a synthetic practice is filled with; null leaves it empty. */
  synthetic?: PracticeSize | null;
  /** Where the nightly backups go; none are made where there is no place for them. */
  backups?: BackupSettings | undefined;
  hashCost: HashCost;
  clock: Clock;
  log: Log;
  /** Where it is not the log's own: milliseconds between its turns. */
  rhythm?: Rhythm;
  /** Called when somebody can sign in for the first time. */
  claimed: () => void;
  /** Filling an empty database: events placed so far, of about how many. */
  progress?: (done: number, total: number, what: string) => void;
  /** Stops a start that is still filling the database. */
  signal?: AbortSignal;
}

export interface RunningPlatform {
  address: string;
  practice: Practice;
  /** Null once somebody can sign in. */
  setupCode: string | null;
  /** Where health, readiness and metrics are told; null for an embedded service. */
  operations: string | null;
  /** Reads the certificate again. */
  reload(): void;
  /** Answers what was asked, records the end, gives every event its place, and lets go of the database. */
  stop(): Promise<void>;
}

interface Rhythm {
  /** Between two looks into the intake, and from an act to the batch that takes it. */
  everyMs: number;
  settleMs: number;
  /** Between two looks, for all who wait, at how far other nodes have extended the log; while they are not heard. */
  lookMs: number;
}

/** The log's own (build/decisions/intake-and-sequencer.md). */
const rhythmOfLog: Rhythm = { everyMs: 200, settleMs: 100, lookMs: 1000 };

/** Opens the database, brings it up to date, and listens on the loopback address. */
export async function startPlatform(settings: PlatformSettings): Promise<Result<RunningPlatform>> {
  const opened = await open(settings);
  if (!opened.ok) return opened;
  try {
    const started = await startOn(opened.value, settings);
    if (!started.ok) await opened.value.close();
    return started;
  } catch (error) {
    await opened.value.close();
    return startRefusal(error, settings.log);
  }
}

async function open({ open: openDatabase, log }: PlatformSettings): Promise<Result<OpenDatabase>> {
  try {
    return await openDatabase();
  } catch (error) {
    return startRefusal(error, log);
  }
}

async function startOn(database: OpenDatabase, settings: PlatformSettings): Promise<Result<RunningPlatform>> {
  const { db } = database;
  const { clock, log } = settings;
  const migrated = await migrate(db);
  if (!migrated.ok) return migrated;

  let nudge = () => {};
  let nudgeKeyCare = () => {};
  let nudgeArchives: ArchiveTimer['nudge'] = () => {};
  let logDamaged = false;
  let certificate: RenewedCertificate | null = null;
  const isLogDamaged = () => logDamaged;
  const servedTls = () => certificate?.served() ?? null;
  const acts = actsOn(db, clock, () => nudge(), isLogDamaged);
  const found = await findPractice(db);
  const practice = found ?? { practiceId: randomUUID(), ...settings.practice };
  const phiKey = serviceKey(settings.phiKey, practice.practiceId);
  const openForeign = foreignForms(settings.foreignKeys ?? {});
  const origin = `wardkeeper/${practice.practiceId}`;
  const key = logKeyFrom(settings.logKey, origin);
  const size = found === null && practice.synthetic ? (settings.synthetic ?? null) : null;
  if (size !== null) {
    const { progress = () => undefined, signal } = settings;
    const made = await makeSyntheticPractice({ db, key, phiKey, clock, practice, size, progress, signal });
    if (!made.ok) return made;
  }
  const head = await checkHead(db, key);
  if (!head.ok) return head;
  const isStopped = () => settings.signal?.aborted === true;
  if (isStopped()) return stopped;
  const newPractice = found === null && size === null ? practice : null;
  const fitting = await checkPhiKey(db, phiKey);
  if (!fitting.ok) return fitting;
  await recordStart(acts, newPractice, found !== null, phiKey, clock);
  const keyCare = { db, acts, clock, key: phiKey };
  await sealClear({ ...keyCare, isStopped });
  if (isStopped()) return stopped;
  const { tokenKey, olderTokenKeys = [] } = settings;
  const seal = secretSeal(settings.phiKey, [tokenKey, ...olderTokenKeys]);
  await resealSecrets({ db, acts, clock }, seal);
  const { everyMs, settleMs, lookMs } = settings.rhythm ?? rhythmOfLog;
  let hearing: Hearing | null = null;
  const isHeard = () => hearing?.isHeard() === true;
  const growth = logGrowth(database.shared ? sizeSource(db, log, lookMs, isHeard) : null);

  const { backups: backupSettings } = settings;
  const backups =
    backupSettings === undefined
      ? null
      : startBackups({
          ...{ db, acts, clock, log, practice, verifier: key.verifier, phiKey },
          ...{ settings: backupSettings, shared: database.shared },
        });
  const service: Service = {
    db,
    acts,
    clock,
    passwords: passwordHashes(settings.hashCost, (ms) => log('key-derived', { ms: Math.round(ms) })),
    tokens: accessTokens(tokenKey, origin, clock, olderTokenKeys),
    seal,
    phi: { key: phiKey, openForeign, nudge: () => nudgeKeyCare() },
    backups,
    archives: { nudge: (make) => nudgeArchives(make) },
    practice,
    version: settings.version,
    setup: { code: setupCodeOf(settings.tokenKey, practice.practiceId), claimed: settings.claimed },
    growth,
    servedTls,
    isLogDamaged,
    logVerifier: key.verifier,
    verifierKey: key.verifierKey,
  };
  const setupCode = (await isClaimed(db)) ? null : service.setup.code;
  const { transport } = settings;
  const metrics = requestMetrics();
  const rounds = countedRounds(log);
  let stopping = false;
  const operations = operationsOf({
    ...{ db, clock, log, metrics, rounds, isLogDamaged },
    makesBackups: backups !== null,
    isStopping: () => stopping,
    tls: servedTls,
  });
  const serving = await startServer(service, {
    ...settings,
    shared: database.shared,
    answered: metrics.answered,
    operations,
  });
  if (!serving.ok) return serving;
  const server = serving.value;
  certificate = server.certificate;
  const listener =
    transport === undefined
      ? null
      : await startOperations(transport.operationsPort, operations).catch(async (error: unknown) => {
          await server.close();
          throw error;
        });
  log('listening');
  const watched = { db, acts, clock, practice, since: clock() };
  const watch = startWatch(watched, rounds.of('watch'));
  // Last: were anything to fail after it, its timer would outlive the start.
  const sequencer = startSequencer({
    async extend() {
      const extended = await extendLog(db, key, clock);
      await database.upkeep?.(extended.moved);
      return extended;
    },
    everyMs,
    settleMs,
    extended(moved, size) {
      growth.grewTo(size);
      watch.nudge();
      log('log-extended', { events: moved });
    },
    failed: (error) => log('log-waits', { fault: faultOf(error), ...errorFacts(error) }),
    damaged: () => {
      logDamaged = true;
      growth.close();
      log('log-damaged');
    },
  });
  nudge = () => sequencer.nudge();
  hearing =
    database.listen?.({
      told: (size) => growth.told(Number(size)),
      changed(isHeard) {
        log(isHeard ? 'nodes-heard' : 'nodes-unheard');
        // What was told before was missed.
        growth.told(Infinity);
      },
    }) ?? null;
  const keyCareTimer = startKeyCare(keyCare, rounds.of('key-care'));
  nudgeKeyCare = () => keyCareTimer.nudge();
  const archiveTimer = startArchiveCare(
    { ...service, log, reclaim: database.upkeep && (() => reclaim(db)) },
    practice.timeZone,
    rounds.of('archives'),
  );
  nudgeArchives = archiveTimer.nudge;
  const retention = startRetentionCare(service, (error) => log('retention-failed', errorFacts(error)));
  return ok({
    address: server.address,
    practice,
    setupCode,
    operations: listener?.address ?? null,
    reload: () => certificate?.reload(),
    async stop() {
      stopping = true;
      growth.close();
      await server.close();
      await hearing?.close();
      await backups?.stop();
      await keyCareTimer.stop();
      await watch.stop();
      await archiveTimer.stop();
      await retention.stop();
      await sequencer.stop();
      if (!isLogDamaged()) {
        await recordSystem(acts, { ...serviceChange, verb: 'SERVICE_STOPPED' }, clock);
        await placeAll(db, key, clock);
      }
      await listener?.close();
      await database.close();
    },
  });
}

const serviceChange = { action: 'UPDATE', resource: { type: 'Service' }, category: 'system' } as const;

async function recordSystem(acts: Acts, happened: Happened, clock: Clock): Promise<void> {
  await acts.act((_, record) => record(systemDraft(happened, clock())));
}

async function findPractice(db: Database): Promise<Practice | null> {
  const row = await db
    .selectFrom('practice')
    .select(['practice_id', 'name', 'time_zone', 'synthetic'])
    .executeTakeFirst();
  if (row === undefined) return null;
  return { practiceId: row.practice_id, name: row.name, timeZone: row.time_zone, synthetic: row.synthetic };
}

/** The start itself is an event; the first one makes the practice. */
async function recordStart(
  acts: Acts,
  newPractice: Practice | null,
  isOlder: boolean,
  phiKey: ServiceKey,
  clock: Clock,
): Promise<void> {
  await acts.act(async (transaction, record) => {
    const now = clock();
    if (newPractice !== null) {
      const { practiceId, name, timeZone, synthetic } = newPractice;
      await transaction
        .insertInto('practice')
        .values({ practice_id: practiceId, name, time_zone: timeZone, synthetic, created_at: now })
        .execute();
      const resource = { type: 'Practice', id: practiceId };
      await record(
        systemDraft({ action: 'CREATE', verb: 'PRACTICE_CREATED', resource, category: 'system' }, now),
      );
    }
    // A practice from before there were any gets its first keys now; a new one comes with them.
    if ((await makeFirstKeys(transaction, phiKey, now)) && isOlder) {
      const resource = { type: 'PhiKey', id: '1' };
      await record(systemDraft({ ...serviceChange, resource, verb: 'PHI_KEY_CREATED' }, now));
    }
    await record(systemDraft({ ...serviceChange, verb: 'SERVICE_STARTED' }, now));
  });
}

/** A log that another key signed, or that was changed, must be seen before anything is added to it. */
async function checkHead(db: Database, key: LogKey): Promise<Result<unknown>> {
  const row = await db
    .selectFrom('checkpoint')
    .select(['size', 'recorded_at', 'subtrees', 'note'])
    .executeTakeFirstOrThrow();
  return openHead(row, key.verifier);
}

/** What was sealed under another key must be seen before anything is sealed under this one. */
async function checkPhiKey(db: Database, phiKey: ServiceKey): Promise<Result<void>> {
  return !(await hasKeys(db)) || (await opensDataKeys(db, phiKey)) ? ok(undefined) : wrongPhiKey;
}

function sizeSource(db: Database, log: Log, everyMs: number, isHeard: () => boolean): SizeSource {
  return {
    size: async () => (await newestCheckpoint(db)).size,
    everyMs,
    isHeard,
    failed: (error) => log('log-unseen', { fault: faultOf(error), ...errorFacts(error) }),
  };
}

/** A node that extends the log at this moment may have begun before the last event was there: then it is asked again. */
async function placeAll(db: Database, key: LogKey, clock: Clock): Promise<void> {
  for (;;) {
    const extended = await extendLog(db, key, clock);
    if (extended.moved === 0 && !('elsewhere' in extended)) return;
  }
}

const wrongPhiKey = err(
  'not-found',
  'The key that this practice’s patient data is sealed under is not the one that was given, so the platform was not started. What it keeps was left as it is.',
  'Ask your IT staff to restore the key, in the keychain or its file, from a backup.',
);

const stopped = err('cancelled', 'The start was stopped.', 'Start again.');

function startRefusal(error: unknown, log: Log): Refusal {
  const fault = faultOf(error);
  log('start-failed', { fault, ...errorFacts(error) });
  if (fault === 'damaged') {
    return err('damaged', 'The database is damaged.', 'Keep its folder as it is and tell your IT staff.');
  }
  if (fault === 'lost') {
    return err('unreachable', 'The database does not answer.', 'Check its address and that it is running.');
  }
  return err('broken', 'The platform could not start.', 'Start again; if it repeats, tell your IT staff.');
}
