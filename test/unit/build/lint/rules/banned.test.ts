import { describe, expect, test } from 'vitest';
import { bans } from '../../../../../build/lint/bans.mjs';
import { banned } from '../../../../../build/lint/rules/banned.mjs';
import { lintWith } from '../lint-with';

interface Examples {
  /** Where the ban holds. */
  path: string;
  wrong: string[];
  right: string[];
  /** Where the wrong ones are allowed; without it, in build/. */
  allowed?: string;
}

const examples: Record<string, Examples> = {
  'electron-by-name': {
    path: 'src/main/a.ts',
    wrong: [
      "import electron from 'electron';",
      "import * as electron from 'electron';",
      "export { app } from 'electron';",
      "export * from 'electron';",
      "const { app } = await import('electron');",
      "const { app } = require('electron');",
    ],
    right: ["import { app } from 'electron';", "import type * as Electron from 'electron';"],
  },
  'ipc-main': {
    path: 'src/main/a.ts',
    wrong: [
      "import { ipcMain } from 'electron';",
      "import { ipcMain as door } from 'electron';",
      "window.webContents.ipc.on('x', f);",
      "frame.ipc.handle('x', f);",
    ],
    right: ["import { app } from 'electron';"],
    allowed: 'src/main/security/port.ts',
  },
  'ipc-renderer': {
    path: 'src/renderer/lib/a.ts',
    wrong: ["import { ipcRenderer } from 'electron';"],
    right: ['port.postMessage(message);'],
    allowed: 'src/preload/index.ts',
  },
  'electron-shell': {
    path: 'src/main/a.ts',
    wrong: ["import { shell } from 'electron';", "import { shell as desktop } from 'electron';"],
    right: ["import { shell } from '../app/shell';", "import { app } from 'electron';"],
    allowed: 'src/main/security/open-external.ts',
  },
  'execute-javascript': {
    path: 'src/main/a.ts',
    wrong: ["void contents.executeJavaScript('1');", 'void frame.executeJavaScriptInIsolatedWorld(1, []);'],
    right: ['contents.send(message);'],
  },
  'window-hardening': {
    path: 'src/main/a.ts',
    wrong: [
      'const p = { sandbox: false };',
      'const p = { sandbox: !testing };',
      'const p = { sandbox: testing ? false : true };',
      'const p = { sandbox: a && b };',
      'const p = { contextIsolation: false };',
      'const p = { webSecurity: false };',
      'const p = { nodeIntegration: true };',
      'const p = { nodeIntegrationInWorker: true };',
      'const p = { nodeIntegrationInSubFrames: true };',
      'const p = { allowRunningInsecureContent: true };',
      'const p = { experimentalFeatures: true };',
      'const p = { webviewTag: true };',
      "const p = { enableBlinkFeatures: 'Serial' };",
    ],
    right: [
      "const p = { sandbox: true, webSecurity: true, nodeIntegration: false, webviewTag: false, enableBlinkFeatures: '' };",
      'const report = { sandbox: settings.sandbox };',
      'const { sandbox = false } = settings;',
    ],
    allowed: 'test/e2e/security/points.ts',
  },
  network: {
    path: 'src/renderer/lib/a.ts',
    wrong: [
      "void fetch('x');",
      'const get = globalThis.fetch;',
      "new WebSocket('x');",
      'new EventSource(x);',
      'window["fetch"](x);',
    ],
    right: [
      'function load(fetch: (path: string) => void) { fetch(path); }',
      'type Get = typeof import("./fetch").fetch;',
      'client.fetch(x);',
    ],
    allowed: 'src/vault/platform-client/request.ts',
  },
  beacon: {
    path: 'src/renderer/lib/a.ts',
    wrong: ["navigator.sendBeacon('x');"],
    right: ['navigator.language;'],
  },
  'page-storage': {
    path: 'src/renderer/lib/a.ts',
    wrong: [
      "localStorage.setItem('a', 'b');",
      'window.sessionStorage;',
      "indexedDB.open('x');",
      "caches.open('x');",
    ],
    right: ['const caches = new Map(); caches.clear();', 'type S = Storage;'],
    allowed: 'src/vault/a.ts',
  },
  cookie: {
    path: 'src/renderer/lib/a.ts',
    wrong: ["document.cookie = 'a';"],
    right: ["document.title = 'a';"],
  },
  'clear-text-copy': {
    path: 'src/vault/a.ts',
    wrong: ['db.serialize();', "db.backup('x');", "db['serialize']();", 'const copy = db.serialize;'],
    right: ["db.exec('VACUUM INTO ?');", 'backUp(db);'],
    allowed: 'src/shared/transparency/a.ts',
  },
  console: {
    path: 'src/vault/a.ts',
    wrong: ["console.log('x');", "globalThis.console.error('x');"],
    right: ["log('started');", 'const console = shell(); console.show();'],
    allowed: 'build/a.mjs',
  },
  'raw-html': {
    path: 'src/renderer/ui/a.tsx',
    wrong: [
      'const a = <p dangerouslySetInnerHTML={html} />;',
      'const p = { dangerouslySetInnerHTML: html };',
      'node.innerHTML = html;',
      'node.outerHTML = html;',
      "node.insertAdjacentHTML('beforeend', html);",
      'document.write(html);',
    ],
    right: ['const a = <p>{text}</p>;', 'node.textContent = text;', 'stream.write(text);'],
  },
  'text-as-code': {
    path: 'src/vault/a.ts',
    wrong: ["eval('1');", "new Function('return 1');", "globalThis.eval('1');"],
    right: ['type F = Function;', 'const f = () => 1;'],
    allowed: 'test/unit/vault/a.test.ts',
  },
  clock: {
    path: 'src/shared/a.ts',
    wrong: [
      'const now = Date.now();',
      'const clock = Date.now;',
      'const now = new Date();',
      'const text = Date();',
    ],
    right: ['const day = new Date(occurredAt);', 'const at = Date.UTC(2026, 0, 1);'],
    allowed: 'src/platform/a.ts',
  },
  random: {
    path: 'src/vault/a.ts',
    wrong: ['const a = Math.random();', 'const random = Math.random;'],
    right: ['const a = Math.max(1, 2);'],
  },
  environment: {
    path: 'src/vault/a.ts',
    wrong: [
      'const a = process.env.HOME;',
      'const a = process.argv[2];',
      'const a = globalThis.process.env;',
      'const { env } = process;',
      "import { env } from 'node:process';",
    ],
    right: ['const port = process.parentPort;', "process.on('exit', f);", 'const a = start.env;'],
    allowed: 'src/vault/environment.ts',
  },
  'partial-run': {
    path: 'test/unit/vault/a.test.ts',
    wrong: [
      "test.only('x', f);",
      "describe.skip('x', f);",
      "it.todo('x');",
      "test.concurrent.only('x', f);",
      "test.only.each([1])('x', f);",
      "test('x', { skip: true }, f);",
      "xit('x', f);",
    ],
    right: ["test('x', f);", "test.each([1])('x', f);", 'list.skip(3);', "test('x', { timeout: 1000 }, f);"],
  },
  'wait-for-timeout': {
    path: 'test/e2e/a.test.ts',
    wrong: ['await page.waitForTimeout(100);'],
    right: ['await page.waitForSelector(name);'],
  },
};

test('every ban has its examples, and every example its ban', () => {
  expect(Object.keys(examples).sort()).toEqual(bans.map(({ id }) => id).sort());
});

describe.each(Object.entries(examples))('%s', (id, { path, wrong, right, allowed }) => {
  test.each(wrong)('reports %s', (text) => {
    const found = lintWith(banned, path, text);
    expect(found.length).toBeGreaterThan(0);
    for (const message of found) expect(message).toContain(`[${id}]`);
  });

  test.each(right)('accepts %s', (text) => {
    expect(lintWith(banned, path, text)).toEqual([]);
  });

  test('holds only where it should', () => {
    const elsewhere = wrong.flatMap((text) => lintWith(banned, allowed ?? 'build/lint/a.tsx', text));
    expect(elsewhere.filter((message) => message.includes(`[${id}]`))).toEqual([]);
  });
});
