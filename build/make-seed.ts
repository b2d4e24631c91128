/**
 * Writes an empty database beside the built platform: a practice's first start reads it several times faster
 * than it could make one. Part of the build (run/app-build.mjs).
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeSeed } from '../src/platform/database/open-pglite';

const target = fileURLToPath(new URL('../out/main/platform-seed.tar.gz', import.meta.url));

void makeSeed().then(async (seed) => writeFile(target, Buffer.from(await seed.arrayBuffer())));
