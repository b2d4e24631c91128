import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { practice } from '../../shared/contract/platform/auth';
import { readJson } from '../files/read-json';
import { writeDurably } from '../files/write-durably';

const FORMAT = 'wardkeeper-platform';

/** Which platform this computer uses. */
const platformChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('embedded') }),
  z.strictObject({
    kind: z.literal('address'),
    address: z.url().max(300),
    /** The key of its log, as somebody looked at it and trusted it. */
    verifierKey: z.string().max(512),
    practice: practice.strict(),
  }),
]);
export type PlatformChoice = z.infer<typeof platformChoice>;

const choiceFile = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  platform: platformChoice,
});

/** Null where none was made yet. `damaged` is never taken for that: a pinned key would be forgotten. */
export function readPlatformChoice(folder: string): PlatformChoice | null | 'damaged' {
  const file = readJson(choicePath(folder));
  if (file.state === 'missing') return null;
  const parsed = choiceFile.safeParse(file.state === 'read' ? file.value : null);
  return parsed.success ? parsed.data.platform : 'damaged';
}

export function writePlatformChoice(folder: string, platform: PlatformChoice): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = choiceFile.parse({ format: FORMAT, version: 1, platform });
  writeDurably(choicePath(folder), `${JSON.stringify(file, null, 2)}\n`);
}

function choicePath(folder: string): string {
  return join(folder, 'platform.json');
}
