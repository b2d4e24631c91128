import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const NODE_API_OF_PREBUILT = 10;

/**
 * Which native library better-sqlite3 is to load; undefined leaves the choice to the package.
 * Its prebuilt binaries need Node-API 10 and crash the process below that (Node 20, Electron 33); the set-up
 * compiles one for those into the package's own build folder.
 */
export function nativeBinding(nodeApi = Number(process.versions.napi)): string | undefined {
  if (nodeApi >= NODE_API_OF_PREBUILT) return undefined;
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  return join(dirname(library), '..', 'build', 'Release', 'better_sqlite3.node');
}
