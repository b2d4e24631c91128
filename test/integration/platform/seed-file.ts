import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeSeed } from '../../../src/platform/database/open-pglite';

/** A file with an empty database: initdb takes seconds, and its result depends on nothing but the version. */
export async function seedFile(): Promise<string> {
  const { version } = JSON.parse(readFileSync('node_modules/@electric-sql/pglite/package.json', 'utf8')) as {
    version: string;
  };
  const file = join('node_modules', '.cache', 'wardkeeper', `pglite-${version}.tar.gz`);
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, Buffer.from(await (await makeSeed()).arrayBuffer()));
  renameSync(own, file);
  return file;
}
