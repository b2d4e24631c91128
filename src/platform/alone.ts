import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupPlace, mayMakeBackupKey } from './alone/backup-place';
import { openDatabase } from './alone/open-database';
import { foreignKeysIn } from './alone/foreign-keys';
import { keysIn } from './alone/key-files';
import { olderPhiKeys } from './alone/older-phi-keys';
import { blockOf, help, SETTINGS_FILE, settingsFrom, type AloneSettings } from './alone/settings';
import { err, type Refusal, type Result } from '../shared/domain/result';
import { ASIDE, type BackupSettings } from './backup/keep';
import { systemClock } from './clock';
import { readSeed } from './database/open-pglite';
import { endOnFault } from './end-on-fault';
import { givenArguments, givenEnvironment } from './environment';
import { fullCost } from './identity/password-hash';
import { logToStderr } from './log';
import type { Transport } from './http/transport';
import { readPrivateFile } from './private-file';
import { startPlatform, type RunningPlatform } from './start';

/** How long an end may take; what was acknowledged is on the disk long before. Milliseconds. */
const GRACE_MS = 20_000;

/** The exit code of what cannot begin as it was told to (sysexits.h, EX_CONFIG). */
const NOT_AS_SET = 78;

/** The people of a synthetic practice, as many as the console's own. */
const synthetic = { seed: 'coulee-ridge', staff: 25, patients: 4180, days: 120 };

/** The folder of the program's package, from src/platform as from out/main. */
const PACKAGE = join(import.meta.dirname, '..', '..');

/** An empty database that the build made. */
const SEED = join(import.meta.dirname, 'platform-seed.tar.gz');

const say = (line: string) => process.stderr.write(`${line}\n`);

/** The platform service alone, for consoles on other computers. Gives the exit code where it does not start. */
async function main(): Promise<number | null> {
  const words = givenArguments();
  if (words.length > 0) {
    if (words.length > 1 || words[0] !== '--help') return refuse(noArguments);
    process.stdout.write(help());
    return 0;
  }
  const settings = readSettings();
  if (!settings.ok) return refuse(settings);
  const running = await start(settings.value);
  if (!running.ok) return refuse(running);
  endBySignal(running.value);
  return null;
}

function readSettings(): Result<AloneSettings> {
  const environment = givenEnvironment();
  const path = environment[SETTINGS_FILE];
  if (path === undefined) return settingsFrom(null, environment);
  const text = readPrivateFile(path);
  return text.ok ? settingsFrom(text.value, environment) : text;
}

async function start(settings: AloneSettings): Promise<Result<RunningPlatform>> {
  // Before any key is made: a start that stops here leaves nothing behind.
  const foreign = foreignKeysIn(settings.foreignKeys);
  if (!foreign.ok) return foreign;
  const older = olderPhiKeys(settings.keys, settings.makeKeys);
  if (!older.ok) return older;
  const found = keysIn(settings.keys, settings.makeKeys, mayMakeBackupKey(settings));
  if (!found.ok) return found;
  const { keys, made, madeForBackups, forget } = found.value;
  const { practiceName: name, timeZone } = settings;
  const restoring = { ...keys, olderPhi: older.value };
  let isOpened = false;
  const started = await startPlatform({
    async open() {
      const opened = await openDatabase(settings, SEED, logToStderr, restoring);
      isOpened = opened.ok;
      return opened;
    },
    version: ownVersion(),
    transport: transportOf(settings),
    logKey: keys.log,
    tokenKey: keys.token,
    olderTokenKeys: keys.olderTokens,
    phiKey: keys.phi,
    olderPhiKeys: older.value,
    foreignKeys: foreign.value,
    backups: backupsOf(settings, keys.backup),
    practice: { name, timeZone, synthetic: settings.synthetic },
    synthetic: settings.synthetic ? synthetic : null,
    hashCost: fullCost,
    clock: systemClock,
    log: logToStderr,
    claimed: () => undefined,
  });
  if (!started.ok) {
    // Where nothing was opened, nothing is sealed under new keys; and a database that has others was begun with keys
    // that whoever runs it has forgotten to bring. After any other failure they stay: something may be sealed by now.
    const hasOthers = made && isOpened && started.code === 'damaged';
    if (made && (!isOpened || hasOthers)) forget();
    return hasOthers ? otherKeys : started;
  }
  const { address, operations, setupCode } = started.value;
  logToStderr('serving', { address, operations: operations ?? '' });
  if (made) say(`New keys are in ${settings.keys}. Keep a copy in a safe place: without them the log ends.`);
  if (madeForBackups) say(`A new backup.key is in ${settings.keys}. Keep a copy apart from the backups.`);
  if (setupCode !== null) {
    say(`The practice has no administrator yet. Set-up code: ${setupCode}`);
  }
  return started;
}

function backupsOf(settings: AloneSettings, key: string): BackupSettings | undefined {
  const place = backupPlace(settings);
  const { folder } = settings;
  const aside = folder === undefined ? undefined : join(folder, ASIDE);
  return place === undefined ? undefined : { folder: place, aside, key, seed: () => readSeed(SEED) };
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  return version;
}

function transportOf(settings: AloneSettings): Transport {
  const { address, port, names, certificate, certificateKey, operationsPort } = settings;
  const own = address.includes(':') ? `[${address}]` : address;
  return {
    address,
    port,
    names: names.length > 0 ? names : [own, 'localhost'],
    tls:
      certificate === undefined || certificateKey === undefined
        ? null
        : { certificate, certificateKey, tls12Reason: settings.tls12Reason ?? null },
    redirectPort: settings.redirectPort ?? null,
    isTrustedProxy: blockOf(settings.trustedProxies) ?? (() => false),
    requestsPerUser: settings.requestsPerUser,
    requestsPerAddress: settings.requestsPerAddress,
    operationsPort,
  };
}

function endBySignal(platform: RunningPlatform): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    logToStderr('ending');
    setTimeout(() => {
      logToStderr('ended-late');
      process.exit(1);
    }, GRACE_MS).unref();
    void platform.stop().then(() => {
      logToStderr('ended');
      process.exit(0);
    });
  };
  process.on('SIGTERM', end).on('SIGINT', end);
  process.on('SIGHUP', () => platform.reload());
}

function refuse({ message, hint }: Refusal): number {
  say(`${message} ${hint}`);
  return NOT_AS_SET;
}

const noArguments = err(
  'invalid-request',
  'It takes nothing from the command line, which every program of the computer can read.',
  'Set it by a file or by the environment: npm run platform -- --help lists every setting.',
);

const otherKeys = err(
  'damaged',
  'This database was begun with other keys than the new ones; the new ones were taken away again.',
  'Bring the key files of this practice from its other node or from their safe copy.',
);

endOnFault(logToStderr);
void main().then((code) => {
  if (code !== null) process.exit(code);
});
