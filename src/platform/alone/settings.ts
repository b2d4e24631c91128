import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { err, ok, type Result } from '../../shared/domain/result';
import { connectionSecurity } from '../database/open-postgres';
import { isLoopback } from '../http/transport';

/** The environment variable that names the file of settings. */
export const SETTINGS_FILE = 'WARDKEEPER_PLATFORM_SETTINGS';
const PREFIX = 'WARDKEEPER_PLATFORM_';
/** What every host of databases calls it. */
const DATABASE_URL = 'DATABASE_URL';

const path = z.string().min(1).max(4096);
/** 0: any port that is free. */
const port = z.int().min(0).max(65_535);
const ipAddress = z.string().refine((text) => isIP(text) !== 0, 'it is no IPv4 or IPv6 address');
const network = z.string().refine((text) => blockOf([text]) !== null, 'it is no address and no network');
const hostName = z
  .string()
  .toLowerCase()
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])$/, {
    message: 'it is no name of a host',
  })
  .max(253);
const databaseAddress = z
  .string()
  .max(2000)
  .refine((text) => connectionSecurity(text).ok, 'write it as postgresql://user:password@host:5432/database');

interface Setting {
  kind: 'text' | 'number' | 'yes-or-no' | 'list';
  about: string;
}

const setting = (kind: Setting['kind'], about: string): Setting => ({ kind, about });

/** Every setting, as a file names it; the environment says WARDKEEPER_PLATFORM_PRACTICE_NAME for practiceName. */
export const settingsTable = {
  practiceName: setting('text', 'the name of a new practice'),
  timeZone: setting('text', 'the time zone of a new practice, such as America/Chicago'),
  synthetic: setting('yes-or-no', 'a new practice is filled with people who do not exist; else it is empty'),
  databaseUrl: setting('text', 'PostgreSQL to use, also as DATABASE_URL: postgresql://user:password@host/db'),
  databaseOwnerUrl: setting(
    'text',
    'the owner of its tables, who brings them up to date and grants the rest',
  ),
  databaseAuthority: setting('text', 'file (PEM) of the authority that vouches for the database’s server'),
  databaseConnections: setting('number', 'connections to PostgreSQL at most (20)'),
  folder: setting(
    'text',
    'where the embedded database lives; beside PostgreSQL, where a large backup is restored to verify it',
  ),
  backups: setting(
    'text',
    'folder of the nightly backups (backups in folder; none on PostgreSQL without it)',
  ),
  restoreFrom: setting('text', 'backup to restore into an empty database; take it out again afterwards'),
  keys: setting(
    'text',
    'folder of the key files log.key, token.key, phi.key and backup.key, mode 0600; token.key may hold older keys below the newest',
  ),
  foreignKeys: setting(
    'text',
    'file (mode 0600) of another system’s keys, one a line, whose sealed values are read',
  ),
  makeKeys: setting('yes-or-no', 'makes the keys where the folder has none: for the first start'),
  address: setting('text', 'address to listen on (127.0.0.1)'),
  port: setting('number', 'port to listen on (8443)'),
  names: setting('list', 'names under which consoles reach it, such as platform.example.org'),
  certificate: setting('text', 'file (PEM) of its certificate with the chain'),
  certificateKey: setting('text', 'file (PEM) of the certificate’s key, mode 0600'),
  tls12Reason: setting('text', 'allows TLS 1.2 beside 1.3, and says why; shown in readiness'),
  redirectPort: setting('number', 'port that sends http:// to https:// and does nothing else'),
  trustedProxies: setting('list', 'addresses or networks whose X-Forwarded-For is believed'),
  operationsPort: setting('number', 'port of this computer for health, readiness and metrics (9464)'),
  requestsPerUser: setting('number', 'requests a minute of one user, over all nodes (100)'),
  requestsPerAddress: setting('number', 'requests a minute from one address on this node (3000)'),
} as const;

const shape = {
  practiceName: z.string().trim().min(1).max(200),
  timeZone: z.string().max(64).refine(isTimeZone, 'there is no such time zone'),
  synthetic: z.boolean().default(false),
  databaseUrl: databaseAddress.optional(),
  databaseOwnerUrl: databaseAddress.optional(),
  databaseAuthority: path.optional(),
  databaseConnections: z.int().min(2).max(500).default(20),
  folder: path.optional(),
  backups: path.optional(),
  restoreFrom: path.optional(),
  keys: path,
  foreignKeys: path.optional(),
  makeKeys: z.boolean().default(false),
  address: ipAddress.default('127.0.0.1'),
  port: port.default(8443),
  names: z.array(hostName).max(50).default([]),
  certificate: path.optional(),
  certificateKey: path.optional(),
  tls12Reason: z.string().trim().min(10).max(300).optional(),
  redirectPort: port.optional(),
  trustedProxies: z.array(network).max(50).default([]),
  operationsPort: port.default(9464),
  requestsPerUser: z.int().min(10).max(100_000).default(100),
  requestsPerAddress: z.int().min(10).max(1_000_000).default(3000),
} satisfies Record<keyof typeof settingsTable, z.ZodType>;

const aloneSettings = z.strictObject(shape);
export type AloneSettings = z.infer<typeof aloneSettings>;

/** The settings of a file (null: there is none) and the environment, which wins. A refusal is a sentence. */
export function settingsFrom(
  file: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): Result<AloneSettings> {
  const ofFile = file === null ? ok({}) : readObject(file);
  if (!ofFile.ok) return ofFile;
  const ofEnvironment = readEnvironment(environment);
  if (!ofEnvironment.ok) return ofEnvironment;
  const parsed = aloneSettings.safeParse({ ...ofFile.value, ...ofEnvironment.value });
  if (!parsed.success) return misfit(parsed.error);
  const wrong = contradiction(parsed.data);
  return wrong === null ? ok(parsed.data) : refused(wrong);
}

function readObject(text: string): Result<object> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return ok(value);
  } catch {
    // Said below: what JSON.parse says quotes the text, which may hold a password.
  }
  return refused('The file of settings is no JSON object.');
}

function readEnvironment(environment: Readonly<Record<string, string | undefined>>): Result<object> {
  const read: Record<string, unknown> = {};
  const known = new Map(Object.keys(settingsTable).map((name) => [variableOf(name), name]));
  known.set(DATABASE_URL, 'databaseUrl');
  for (const [variable, text] of Object.entries(environment)) {
    const name = known.get(variable) as keyof typeof settingsTable | undefined;
    if (name !== undefined && text !== undefined) read[name] = valueOf(settingsTable[name].kind, text);
    else if (variable.startsWith(PREFIX) && variable !== SETTINGS_FILE) {
      return refused(`There is no setting for the environment variable ${variable}.`);
    }
  }
  return ok(read);
}

/** `practiceName` is WARDKEEPER_PLATFORM_PRACTICE_NAME, `tls12Reason` …_TLS12_REASON. */
export function variableOf(name: string): string {
  return PREFIX + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** A text that is no number or neither yes nor no stays text: the schema refuses it by its name. */
function valueOf(kind: Setting['kind'], text: string): unknown {
  if (kind === 'list')
    return text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  if (kind === 'number' && /^\d+$/.test(text)) return Number(text);
  if (kind === 'yes-or-no' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** Names the setting and never its value: it may be a password. */
function misfit(error: z.ZodError): Result<never> {
  const issue = error.issues[0];
  if (issue?.code === 'unrecognized_keys')
    return refused(`There is no setting called ${issue.keys.join(', ').slice(0, 200)}.`);
  const name = String(issue?.path[0] ?? '');
  if (issue?.code === 'invalid_type' && issue.input === undefined) {
    return refused(`The setting ${name} is missing or is of another kind.`);
  }
  return refused(`The setting ${name} does not fit: ${issue?.message ?? ''}`);
}

/** What no single setting shows. */
function contradiction(settings: AloneSettings): string | null {
  const { address, certificate, certificateKey, databaseUrl, folder, names } = settings;
  if (databaseUrl === undefined && folder === undefined)
    return 'There is no place for the database: set databaseUrl or folder.';
  if (settings.databaseOwnerUrl !== undefined && databaseUrl === undefined)
    return 'databaseOwnerUrl stands without databaseUrl.';
  if (settings.restoreFrom !== undefined && settings.synthetic)
    return 'restoreFrom and synthetic exclude each other: an empty database is filled with one of them.';
  if ((certificate === undefined) !== (certificateKey === undefined))
    return 'certificate and certificateKey belong together.';
  if (certificate === undefined) {
    if (!isLoopback(address))
      return `Beyond this computer it is only served over TLS: ${address} needs certificate and certificateKey.`;
    if (settings.tls12Reason !== undefined) return 'tls12Reason stands without a certificate.';
    if (settings.redirectPort !== undefined) return 'redirectPort stands without a certificate.';
  }
  if (!isLoopback(address) && names.length === 0)
    return 'names is empty: say under which names consoles reach it.';
  return null;
}

function refused(message: string): Result<never> {
  return err('invalid-request', message, 'npm run platform -- --help lists every setting.');
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Whether an address is one of these, or in one of these networks (`10.0.0.0/8`); null for what is neither. */
export function blockOf(list: readonly string[]): ((address: string) => boolean) | null {
  const block = new BlockList();
  for (const entry of list) {
    const [address = '', length, ...rest] = entry.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    if (family === 0 || rest.length > 0) return null;
    if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > most)) return null;
    block.addSubnet(address, length === undefined ? most : Number(length), family === 4 ? 'ipv4' : 'ipv6');
  }
  return (address) => block.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** What `--help` says. */
export function help(): string {
  const rows = Object.entries(settingsTable).map(([name, { about }]) => `  ${name.padEnd(21)} ${about}`);
  return [
    'npm run platform: the platform service alone, for consoles on other computers.',
    '',
    `It takes its settings from a JSON file, whose path is in ${SETTINGS_FILE}, and from the`,
    `environment, which wins: practiceName is ${variableOf('practiceName')}, lists are separated by commas.`,
    'Never from the command line, which every program of the computer can read.',
    '',
    ...rows,
    '',
    'SIGHUP reads the certificate again; SIGTERM and Ctrl-C end it once what was begun is answered.',
    '',
  ].join('\n');
}
