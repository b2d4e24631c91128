import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import ts from 'typescript';
import { build } from 'vite';
import { appFolder } from './console';

/** Loads one TypeScript module that imports nothing, from text. */
export async function loadModule(text: string): Promise<Record<string, unknown>> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  return (await import(
    `data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`
  )) as Record<string, unknown>;
}

/**
 * An app folder like the checkout's in which one file of the main process or the preload has other text. Only
 * that process is built anew. Give it to `openConsole` as its folder, then `remove` it.
 */
export async function mutatedApp(
  file: string,
  text: string,
): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeeper-mutant-'));
  await chmod(folder, 0o755);
  const path = (...parts: string[]) => join(folder, ...parts);
  await cp(join(appFolder, 'package.json'), path('package.json'));
  await cp(join(appFolder, 'src'), path('src'), { recursive: true });
  await cp(join(appFolder, 'out'), path('out'), { recursive: true });
  if (process.getuid?.() === 0) await mkdir(path('node_modules'));
  else await symlink(join(appFolder, 'node_modules'), path('node_modules'), 'dir');
  if ((await readFile(path(file), 'utf8')) === text)
    throw new Error(`The mutation of ${file} changes nothing.`);
  await writeFile(path(file), text);
  const preload = file.startsWith('src/preload');
  await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    ssr: { external: true, target: 'node' },
    build: {
      ssr: path('src', preload ? 'preload' : 'main', 'index.ts'),
      outDir: path('out', preload ? 'preload' : 'main'),
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rollupOptions: {
        // Packages stay packages, as in the app's own build.
        external: (id: string) => !id.startsWith('.') && !isAbsolute(id),
        output: { format: preload ? 'cjs' : 'es', entryFileNames: preload ? 'index.cjs' : 'index.js' },
      },
    },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
