import { join } from 'node:path';
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
  practice: practice.strict(),
  /** Where the platform was at the last sign-in. */
  platform: z.url().max(300),
});
export type Person = z.infer<typeof person>;

/** As many as the gate shows. */
export const MOST_PEOPLE = 50;

const registryFile = z.strictObject({
  format: z.literal('wardkeeper-people'),
  version: z.literal(1),
  /** The one who signed in last comes first. */
  people: z.array(person).max(MOST_PEOPLE),
});

/** `damaged` is never read as empty: somebody's vault would seem to be gone. */
export function readPeople(folder: string): Person[] | 'damaged' {
  const file = readJson(registryPath(folder));
  if (file.state === 'missing') return [];
  const parsed = registryFile.safeParse(file.state === 'read' ? file.value : null);
  return parsed.success ? parsed.data.people : 'damaged';
}

/** Whose vault it is: a person is one account at one practice, wherever its platform is reached. */
export function isSamePerson(
  a: Pick<Person, 'userId' | 'practice'>,
  b: Pick<Person, 'userId' | 'practice'>,
): boolean {
  return a.userId === b.userId && a.practice.practiceId === b.practice.practiceId;
}

/** Puts a person first, in place of an earlier entry of theirs. Throws ZodError over the most there may be. */
export function rememberPerson(folder: string, people: readonly Person[], newest: Person): Person[] {
  const next = [newest, ...people.filter((other) => !isSamePerson(other, newest))];
  const file = registryFile.parse({ format: 'wardkeeper-people', version: 1, people: next });
  writeDurably(registryPath(folder), `${JSON.stringify(file, null, 2)}\n`);
  return next;
}

function registryPath(folder: string): string {
  return join(folder, 'people.json');
}
