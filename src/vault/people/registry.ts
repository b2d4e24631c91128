import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { account, practice } from '../../shared/contract/platform/auth';
import { readJson } from '../files/read-json';
import { writeDurably } from '../files/write-durably';

/**
 * A person with a vault on this computer. Stands in clear on the disk, so that the gate can greet people
 * before anything is open; what may be in it is decided in build/decisions/phi-in-the-vault.md.
 */
export const person = z.strictObject({
  fileId: z.uuid(),
  userId: account.shape.userId,
  userName: account.shape.userName,
  displayName: account.shape.displayName,
  /** What the practice calls their job, or their role's title. */
  jobTitle: z.string().max(100),
  practice: practice.strict(),
  /** Where the platform was at the last sign-in; null for the one inside this program. */
  platform: z.url().max(300).nullable(),
  /** When their vault was last open here, microseconds. */
  lastHere: z.int().nonnegative().nullable(),
});
export type Person = z.infer<typeof person>;

/** As many as the gate shows. */
export const MOST_PEOPLE = 50;

const FORMAT = 'wardkeeper-people';

/** The one who signed in last comes first. */
const registryFile = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(2),
  people: z.array(person).max(MOST_PEOPLE),
});

/** As it was before people had a job title and a time: the platform inside this program stood by its address. */
const firstRegistryFile = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  people: z
    .array(person.omit({ jobTitle: true, lastHere: true }).extend({ platform: z.url().max(300) }))
    .max(MOST_PEOPLE),
});

/** `damaged` is never read as empty: somebody's vault would seem to be gone. */
export function readPeople(folder: string): Person[] | 'damaged' {
  const file = readJson(registryPath(folder));
  if (file.state === 'missing') return [];
  const value = file.state === 'read' ? file.value : null;
  const parsed = registryFile.safeParse(value);
  if (parsed.success) return parsed.data.people;
  const first = firstRegistryFile.safeParse(value);
  if (!first.success) return 'damaged';
  return first.data.people.map(({ platform, ...kept }) => ({
    ...kept,
    jobTitle: '',
    platform: platform.startsWith('http://127.0.0.1:') ? null : platform,
    lastHere: null,
  }));
}

/** Whose vault it is: a person is one account at one practice, wherever its platform is reached. */
export function isSamePerson(
  a: Pick<Person, 'userId' | 'practice'>,
  b: Pick<Person, 'userId' | 'practice'>,
): boolean {
  return a.userId === b.userId && a.practice.practiceId === b.practice.practiceId;
}

/** Puts a person first, in place of an earlier entry of theirs. Throws ZodError over the most there may be. */
export function rememberPerson(folder: string, people: readonly Person[], newest: Person): void {
  writePeople(folder, [newest, ...people.filter((other) => !isSamePerson(other, newest))]);
}

export function forgetPerson(folder: string, people: readonly Person[], gone: Person): void {
  writePeople(
    folder,
    people.filter((other) => !isSamePerson(other, gone)),
  );
}

function writePeople(folder: string, people: readonly Person[]): void {
  const path = registryPath(folder);
  const file = registryFile.parse({ format: FORMAT, version: 2, people });
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeDurably(path, `${JSON.stringify(file, null, 2)}\n`);
}

function registryPath(folder: string): string {
  return join(folder, 'people.json');
}
