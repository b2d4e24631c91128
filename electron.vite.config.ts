import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const source = (path: string) => resolve(import.meta.dirname, 'src', path);

/** One entry for each process that runs in Node, for the platform alone and for the vault's thread; what they share becomes chunks beside them. */
const processes = {
  index: source('main/index.ts'),
  platform: source('platform/index.ts'),
  'platform-alone': source('platform/alone.ts'),
  vault: source('vault/index.ts'),
  reader: source('reader/index.ts'),
  'page-worker': source('vault/sync/page-worker.ts'),
};

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: true,
      sourcemap: true,
      rollupOptions: { input: processes },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but electron: one CommonJS file holds all of it.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: source('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    plugins: [react(), tailwind()],
    // The app:// handler puts a fresh nonce here at every load.
    html: { cspNonce: '__NONCE__' },
    build: {
      outDir: 'out/renderer',
      sourcemap: false,
      // What is smaller is read and compiled sooner: this is on the way to the first screen.
      minify: true,
      // Fonts stay files: the policy allows no data: addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: source('renderer/index.html') } },
    },
  },
});
