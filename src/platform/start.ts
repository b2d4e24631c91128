import type { Practice } from '../shared/contract/platform/auth';
import { err, ok, type Refusal, type Result } from '../shared/domain/result';
import { actsOn } from './audit/act';
import { systemDraft } from './audit/draft';
import { extendLog } from './audit/extend-log';
import { logGrowth, type SizeSource } from './audit/log-growth';
import type { LogKey } from './audit/log-key';
import { newestCheckpoint } from './audit/trail';
import { listErasures } from './backup/erasure-list';
import { startBackups, type BackupSettings } from './backup/keep';
import type { Clock } from './clock';
import { faultOf } from './database/fault';
import type { Hearing } from './database/listen';
import { migrate } from './database/migrate';
import type { Database, DatabaseTransaction, OpenDatabase } from './database/schema';
import { accessTokens } from './identity/access-token';
import { isClaimed } from './identity/accounts';
import { passwordHashes, type HashCost } from './identity/password-hash';
import { resealSecrets } from './identity/reseal-secrets';
import { secretSeal } from './identity/sealed-secret';
import { setupCodeOf } from './identity/setup-code';
import { errorFacts, type Log } from './log';
import { foreignForms, type ForeignKeys } from './phi/foreign-forms';
import { countedRounds } from './operations/rounds';
import type { Service } from './service';
import { startBackground, type SequencerRhythm, type Wakes } from './start/background';
import { begin, type BeginSettings } from './start/begin';
import { serve, type ServeSettings, type ServiceState } from './start/serve';
import { serviceChange } from './start/service-change';

export interface PlatformSettings extends BeginSettings, ServeSettings {
  open: () => Promise<Result<OpenDatabase>>;
  /** 32-byte Ed25519 seed in base64url. */
  tokenKey: string;
  /** Keys that signed access tokens before it: until their tokens have ended, those are read too. */
  olderTokenKeys?: readonly string[];
  /** Keys of other systems whose sealed values are read. */
  foreignKeys?: ForeignKeys;
  /** Where the nightly backups go; none are made where there is no place for them. */
  backups?: BackupSettings | undefined;
  hashCost: HashCost;
  /** Where it is not the log's own: milliseconds between its turns. */
  rhythm?: Rhythm;
  /** Called when somebody can sign in for the first time. */
  claimed: () => void;
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

interface Rhythm extends SequencerRhythm {
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

  const wakes: Wakes = { log: () => undefined, keys: () => undefined, archives: () => undefined };
  const state: ServiceState = { logDamaged: false, stopping: false, certificate: null };
  const isLogDamaged = () => state.logDamaged;
  const acts = actsOn(db, clock, () => wakes.log(), isLogDamaged);
  // Throws for a misspelt key, before anything is begun.
  const openForeign = foreignForms(settings.foreignKeys ?? {});
  const begun = await begin(db, acts, settings);
  if (!begun.ok) return begun;
  const { practice, origin, logKey, phiKey } = begun.value;
  const { tokenKey, olderTokenKeys = [] } = settings;
  const seal = secretSeal(settings.phiKey, [tokenKey, ...olderTokenKeys], settings.olderPhiKeys);
  await resealSecrets({ db, acts, clock }, seal);
  const rhythm = settings.rhythm ?? rhythmOfLog;
  let hearing: Hearing | null = null;
  const isHeard = () => hearing?.isHeard() === true;
  const growth = logGrowth(database.shared ? sizeSource(db, log, rhythm.lookMs, isHeard) : null);

  const { backups: backupSettings } = settings;
  const backups =
    backupSettings === undefined
      ? null
      : startBackups({
          ...{ db, acts, clock, log, practice, verifier: logKey.verifier, phiKey },
          ...{ settings: backupSettings, shared: database.shared },
        });
  const service: Service = {
    db,
    acts,
    clock,
    passwords: passwordHashes(settings.hashCost, (ms) => log('key-derived', { ms: Math.round(ms) })),
    tokens: accessTokens(tokenKey, origin, clock, olderTokenKeys),
    seal,
    phi: {
      ...{ key: phiKey, openForeign, nudge: () => wakes.keys() },
      listErasures:
        backupSettings &&
        ((transaction: DatabaseTransaction) =>
          listErasures(transaction, backupSettings, practice.practiceId)),
    },
    backups,
    archives: { nudge: (make) => wakes.archives(make) },
    practice,
    version: settings.version,
    setup: { code: setupCodeOf(tokenKey, practice.practiceId), claimed: settings.claimed },
    growth,
    isEmbedded: settings.transport === undefined,
    servedTls: () => state.certificate?.served() ?? null,
    isLogDamaged,
    logVerifier: logKey.verifier,
    verifierKey: logKey.verifierKey,
  };
  const setupCode = (await isClaimed(db)) ? null : service.setup.code;
  const rounds = countedRounds(log);
  const serving = await serve(service, { ...settings, shared: database.shared, rounds }, state);
  if (!serving.ok) return serving;
  const { address, listener, close } = serving.value;
  log('listening');
  const endBackground = startBackground({
    ...{ database, service, logKey, wakes, log, rounds, rhythm },
    damaged: () => {
      state.logDamaged = true;
    },
  });
  hearing =
    database.listen?.({
      told: (size) => growth.told(Number(size)),
      changed(nowHeard) {
        log(nowHeard ? 'nodes-heard' : 'nodes-unheard');
        // What was told before was missed.
        growth.told(Infinity);
      },
    }) ?? null;
  return ok({
    address,
    practice,
    setupCode,
    operations: listener?.address ?? null,
    reload: () => state.certificate?.reload(),
    async stop() {
      state.stopping = true;
      growth.close();
      await close();
      await hearing?.close();
      try {
        await backups?.stop();
        await endBackground();
        if (!isLogDamaged()) {
          const ended = systemDraft({ ...serviceChange, verb: 'SERVICE_STOPPED' }, clock());
          await acts.act((_, record) => record(ended));
          await placeAll(db, logKey, clock);
        }
      } finally {
        await listener?.close();
        await database.close();
      }
    },
  });
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
