import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Insertable } from 'kysely';
import type { AccountTable } from '../../../src/platform/database/schema';
import { passwordHashes } from '../../../src/platform/identity/password-hash';
import type { Practice } from '../../../src/shared/contract/platform/auth';
import { aboutPractice } from '../../../src/shared/contract/platform/practice';
import type { ToVault } from '../../../src/shared/contract/process/vault';
import { err, ok, type Result } from '../../../src/shared/domain/result';
import { pgliteEngine, type ManagedEngine } from '../platform/engines';
import { adminPassword, cheapCost, startTestPlatform, type TestPlatform } from '../platform/running';
import { driveVault, type DrivenVault, type DrivenWindow } from './driven-vault';

export const SECOND = 1_000_000;
export const HOUR = 3600 * SECOND;

/** A real platform with as many people as a test needs, and a computer of which a test is the main process. */
export interface EnterPractice {
  platform: TestPlatform;
  practice: Practice;
  /** Somebody with `adminPassword` at the platform. */
  person(role?: string, fields?: Partial<Insertable<AccountTable>>): Promise<TestPerson>;
  changePassword(person: TestPerson, password: string): Promise<void>;
  endAccount(person: TestPerson): Promise<void>;
  /** Their sessions at the platform that have not ended. */
  liveSessions(person: TestPerson): Promise<number>;
  computer(): Computer;
  /** The service ends. */
  stopPlatform(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestPerson {
  userId: string;
  userName: string;
}

export const password = adminPassword;

/** One computer: its files, its keychain and its clock. Only one vault of it runs at a time. */
export interface Computer {
  folder: string;
  /** What the keychain gives; a test changes it as somebody would. */
  secret: Result<string>;
  /** Microseconds. */
  now: number;
  /** Ends the vault that runs, and starts another as main does after a lock; `reachable` as the platform is. */
  restart(
    given?: Partial<Extract<ToVault, { type: 'start' }>> & { reachable?: boolean },
  ): Promise<DrivenWindow>;
  vault(): DrivenVault;
  /** The platform inside this computer stops, or could not be started. */
  cutOff(): void;
  /** Names of files in the vault folder, sorted. */
  files(): string[];
  remove(): Promise<void>;
}

export async function startEnterPractice(): Promise<EnterPractice> {
  const engine: ManagedEngine = pgliteEngine();
  const platform = await startTestPlatform(await engine.place());
  await platform.claim();
  const about = await platform.client.call(aboutPractice, {});
  if (!about.ok) throw new Error(about.message);
  const { practice } = about.value;
  const computers: Computer[] = [];
  let people = 0;
  let stopped: Promise<void> | undefined;
  const stopPlatform = () => (stopped ??= platform.stop());

  return {
    platform,
    practice,
    async person(role = 'compliance_officer', fields = {}) {
      const userName = `person${(people += 1)}@example.org`;
      const userId = await platform.addAccount(userName, {
        role,
        display_name: `Person ${people}`,
        ...fields,
      });
      return { userId, userName };
    },
    async changePassword({ userId }, to) {
      const passwordHash = await passwordHashes(cheapCost).hash(to);
      await platform.db
        .updateTable('account')
        .set({ password_hash: passwordHash })
        .where('user_id', '=', userId)
        .execute();
    },
    async endAccount({ userId }) {
      await platform.db
        .updateTable('account')
        .set({ status: 'ended', ended_at: platform.now() })
        .where('user_id', '=', userId)
        .execute();
    },
    async liveSessions({ userId }) {
      const rows = await platform.db
        .selectFrom('session')
        .select('session_id')
        .where('user_id', '=', userId)
        .where('ended_at', 'is', null)
        .execute();
      return rows.length;
    },
    computer() {
      const made = aComputer(platform, practice);
      computers.push(made);
      return made;
    },
    stopPlatform,
    async stop() {
      for (const computer of computers) await computer.remove();
      await stopPlatform();
      await engine.stop();
    },
  };
}

function aComputer(platform: TestPlatform, practice: Practice): Computer {
  const parent = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  let running: DrivenVault | null = null;

  const computer: Computer = {
    folder: join(parent, 'vaults'),
    secret: ok(randomBytes(32).toString('base64url')),
    now: platform.now(),
    async restart({ reachable = true, ...given } = {}) {
      await running?.stop();
      running = driveVault(() => computer.now);
      running.tell({
        type: 'start',
        folder: computer.folder,
        version: '0.0.0-test',
        workstation: computer.secret,
        workstationName: 'front-desk-2',
        embedded: true,
        locked: null,
        ...given,
      });
      if (reachable) {
        const { address, launchSecret } = platform;
        running.tell({
          type: 'platform',
          platform: ok({ address, launchSecret, practice, setupCode: null }),
        });
      } else computer.cutOff();
      return running.window();
    },
    vault() {
      if (running === null) throw new Error('No vault runs on this computer');
      return running;
    },
    cutOff() {
      computer.vault().tell({
        type: 'platform',
        platform: err('unreachable', 'The platform on this computer has stopped.', 'Open Wardkeeper again.'),
      });
    },
    files: () => (existsSync(computer.folder) ? readdirSync(computer.folder).sort() : []),
    async remove() {
      await running?.stop();
      running = null;
      rmSync(parent, { recursive: true, force: true });
    },
  };
  return computer;
}
