import { FuseV1Options } from '@electron/fuses';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebPreferences } from 'electron';
import type { OpenConsole } from '../../helpers/console';

/** A module of src/main/security, loaded as it is or with a line taken out. */
type Loaded = Record<string, unknown>;

/**
 * One point of Electron's security checklist. `of` says how it is observed: in a module's result, or in the
 * running app. A check resolves when the point holds and throws when it does not.
 */
export type Point = { number: number; rule: string } & (
  | { of: 'module'; check(file: string, load: Loaded): void }
  | { of: 'app'; check(seen: OpenConsole): Promise<void> }
);

function hold(condition: boolean, what: string): void {
  if (!condition) throw new Error(`Not so: ${what}`);
}

/** A point that one page setting decides. */
function setting(number: number, rule: string, names: (keyof WebPreferences)[], value: unknown): Point {
  return {
    number,
    rule,
    of: 'module',
    check(_file, load) {
      const made = (load['webPreferences'] as (preload: string, partition: string) => WebPreferences)(
        '/p',
        'x',
      );
      for (const name of names)
        hold(Object.hasOwn(made, name) && made[name] === value, `${name} is ${String(value)}`);
    },
  };
}

/** Emits one of a page's events with an event that notes whether it was prevented. */
async function prevents(seen: OpenConsole, names: string[]): Promise<void> {
  const passed = await seen.app.evaluate(({ webContents }, events) => {
    const page = webContents.getAllWebContents()[0];
    return events.filter((name) => {
      let prevented = false;
      page?.emit(name, { url: 'https://example.org/', preventDefault: () => (prevented = true) }, {}, {});
      return !prevented;
    });
  }, names);
  hold(passed.length === 0, `every one of ${names.join(', ')} is prevented`);
}

export const points: readonly Point[] = [
  {
    number: 1,
    rule: 'Only content of our own is loaded',
    of: 'app',
    async check({ app }) {
      const server = createServer((_request, reply) => reply.end('<h1>foreign</h1>'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const loaded = await app.evaluate(async ({ BrowserWindow }, url) => {
        const window = new BrowserWindow({
          show: false,
          webPreferences: { partition: 'wardkeeper', sandbox: true },
        });
        const outcome = await window.loadURL(url).then(
          () => true,
          () => false,
        );
        window.destroy();
        return outcome;
      }, address);
      server.close();
      hold(!loaded, 'a foreign address is refused in the session of our pages');
    },
  },
  setting(
    2,
    'Pages have no Node',
    ['nodeIntegration', 'nodeIntegrationInWorker', 'nodeIntegrationInSubFrames'],
    false,
  ),
  setting(3, 'Context isolation is on', ['contextIsolation'], true),
  setting(4, 'Pages ask for the sandbox', ['sandbox'], true),
  {
    number: 4,
    rule: 'Every page is sandboxed, even one that asks not to be',
    of: 'app',
    async check({ app }) {
      const kind = await app.evaluate(async ({ BrowserWindow }) => {
        const window = new BrowserWindow({
          show: false,
          webPreferences: { sandbox: false, nodeIntegration: true, contextIsolation: false },
        });
        await window.loadURL('about:blank');
        const found = (await window.webContents.executeJavaScript('typeof process')) as string;
        window.destroy();
        return found;
      });
      hold(kind === 'undefined', 'a page that asks for Node outside the sandbox gets none');
    },
  },
  {
    number: 5,
    rule: 'Every permission is denied, asked or checked',
    of: 'app',
    async check({ page }) {
      const granted = await page.evaluate(async () => ({
        checked: Notification.permission,
        // 1 is PERMISSION_DENIED; a machine without a position answers 2 once it is permitted.
        located: await new Promise<number>((resolve) => {
          navigator.geolocation.getCurrentPosition(
            () => resolve(0),
            ({ code }) => resolve(code),
            { timeout: 5_000 },
          );
        }),
        notify: await Notification.requestPermission(),
      }));
      hold(granted.checked === 'denied', `notifications are denied when checked (${granted.checked})`);
      hold(granted.notify === 'denied', `notifications are denied when asked for (${granted.notify})`);
      hold(granted.located === 1, `the position is denied when asked for (${granted.located})`);
    },
  },
  setting(6, 'Web security stays on', ['webSecurity'], true),
  {
    number: 7,
    rule: 'The policy starts from nothing',
    of: 'module',
    check(_file, load) {
      const policy = (load['contentPolicy'] as (nonce: string) => string)('n0nce');
      hold(policy.startsWith("default-src 'none'"), 'everything not named is forbidden');
      hold(!/unsafe|\*|https?:|data:|blob:/.test(policy), 'nothing unsafe or foreign is allowed');
    },
  },
  {
    number: 7,
    rule: 'The policy goes with every page of ours',
    of: 'app',
    async check({ app }) {
      const header = await app.evaluate(async ({ session }) => {
        const reply = await session.fromPartition('wardkeeper').fetch('app://wardkeeper/');
        return reply.headers.get('content-security-policy');
      });
      hold(header?.includes("default-src 'none'") === true, 'the page comes with the policy');
      hold(/'nonce-[A-Za-z0-9+/=]{24}'/.test(header ?? ''), 'and with a nonce');
    },
  },
  setting(8, 'No mixed content', ['allowRunningInsecureContent'], false),
  setting(9, 'No experimental features', ['experimentalFeatures'], false),
  setting(10, 'No extra Blink features', ['enableBlinkFeatures'], ''),
  setting(11, 'No webviews, so none with pop-ups', ['webviewTag'], false),
  {
    number: 12,
    rule: 'A webview that comes all the same is not attached',
    of: 'app',
    check: (seen) => prevents(seen, ['will-attach-webview']),
  },
  {
    number: 13,
    rule: 'Pages stay where they are',
    of: 'app',
    check: (seen) => prevents(seen, ['will-navigate', 'will-redirect', 'will-frame-navigate']),
  },
  {
    number: 14,
    rule: 'No window opens from a page',
    of: 'app',
    async check({ app, page }) {
      const count = () => app.evaluate(({ webContents }) => webContents.getAllWebContents().length);
      const before = await count();
      const opened = await page.evaluate(() => window.open('app://wardkeeper/') !== null);
      hold(!opened && (await count()) === before, 'window.open gives nothing');
    },
  },
  {
    number: 15,
    rule: 'Only links of ours reach the browser',
    of: 'app',
    async check({ app, page }) {
      await app.evaluate(({ shell }) => {
        const kept = globalThis as unknown as { openedLinks: string[] };
        kept.openedLinks = [];
        shell.openExternal = (address) => {
          kept.openedLinks.push(address);
          return Promise.resolve();
        };
      });
      await page.evaluate(() => {
        for (const address of [
          'file:///etc/passwd',
          'https://example.org/',
          'http://www.hhs.gov/',
          'https://www.hhs.gov.example.org/',
          'https://user@www.hhs.gov/',
          'https://www.hhs.gov:8443/',
          'javascript:alert(1)',
          'https://www.hhs.gov/hipaa/',
        ]) {
          window.open(address);
        }
      });
      const opened = await app.evaluate(
        () => (globalThis as unknown as { openedLinks: string[] }).openedLinks,
      );
      hold(
        opened.join() === 'https://www.hhs.gov/hipaa/',
        `only the one link of ours was opened, not ${opened.join(' ')}`,
      );
    },
  },
  {
    number: 16,
    rule: 'An Electron without security fixes is not used in a build',
    of: 'module',
    check(_file, load) {
      const words = load['unsupportedRuntime'] as (version: string, packaged: boolean) => string | null;
      hold(words('33.2.1', true) !== null, 'a packaged app on an old Electron says so');
      hold(words('45.4.1', true) === null && words('33.2.1', false) === null, 'and no other does');
    },
  },
  {
    number: 17,
    rule: 'Only our page’s own top frame gets a port',
    of: 'app',
    async check({ app }) {
      const given = await app.evaluate(({ ipcMain, webContents }) => {
        const page = webContents.getAllWebContents()[0];
        if (page === undefined) return -1;
        let ports = 0;
        page.postMessage = () => void (ports += 1);
        const strangers = [
          { sender: page, senderFrame: null },
          { sender: page, senderFrame: { url: 'app://wardkeeper/' } },
          { sender: {}, senderFrame: page.mainFrame },
        ];
        for (const stranger of strangers) ipcMain.emit('wardkeeper:hello', stranger);
        return ports;
      });
      hold(given === 0, 'a missing frame, another frame and another page get nothing');
    },
  },
  {
    number: 18,
    rule: 'Pages come from our own scheme, not from files',
    of: 'app',
    async check({ app, page }) {
      hold(page.url().startsWith('app://wardkeeper/'), 'the page has our scheme');
      const found = await app.evaluate(async ({ session }) => {
        const pages = session.fromPartition('wardkeeper');
        const ask = async (address: string, method = 'GET') =>
          (await pages.fetch(address, { method })).status;
        return [
          await ask('app://wardkeeper/index.html'),
          await ask('app://wardkeeper/%2e%2e/main/index.js'),
          await ask('app://wardkeeper/..%2fmain%2findex.js'),
          await ask('app://elsewhere/index.html'),
          await ask('app://wardkeeper/index.html', 'POST'),
        ];
      });
      hold(found.join() === '200,404,404,404,404', `only files of the page are served (${found.join()})`);
    },
  },
  {
    number: 19,
    rule: 'Every fuse is decided, strictly',
    of: 'module',
    check(_file, load) {
      const decided = load['fuses'] as Record<string, boolean>;
      const all = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)));
      hold(
        all.length > 0 && all.every((name) => typeof decided[name] === 'boolean'),
        `each of ${all.join(', ')} is decided`,
      );
      const on = Object.keys(decided).filter((name) => decided[name]);
      hold(
        on.sort().join() ===
          'EnableCookieEncryption,EnableEmbeddedAsarIntegrityValidation,OnlyLoadAppFromAsar',
        'only protections are on',
      );
    },
  },
  {
    number: 20,
    rule: 'No Electron or Node object reaches the page',
    of: 'app',
    async check({ page }) {
      const found = await page.evaluate(() =>
        ['electron', 'require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'bridge'].filter(
          (name) => name in window,
        ),
      );
      hold(found.length === 0, `the page has none of them, not ${found.join()}`);
    },
  },
];
