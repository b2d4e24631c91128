import { processes } from './zones.mjs';

/**
 * What may not be written, where, and what to write instead.
 *
 * @typedef {object} Ban
 * @property {string} id
 * @property {readonly string[]} in the files it holds for, each given by the start of its path
 * @property {readonly string[]} [except] the files that may, given the same way
 * @property {readonly string[]} [globals] global names that may not be used, also not through `globalThis`
 * @property {string} [selector] an ESLint selector for the syntax that may not be used
 * @property {string} message names the right helper
 */

const page = ['src/renderer/', 'src/preload/'];

/** Start of the one file of each process that may read its environment and its arguments. */
const environmentFiles = processes.map((process) => `src/${process}/environment.ts`);

/** @type {readonly Ban[]} */
export const bans = [
  // Electron: the doors between processes.
  {
    id: 'electron-by-name',
    in: ['src/'],
    selector: [
      'ImportDeclaration[source.value="electron"][importKind!="type"] > ImportDefaultSpecifier',
      'ImportDeclaration[source.value="electron"][importKind!="type"] > ImportNamespaceSpecifier',
      'ExportAllDeclaration[source.value="electron"]',
      'ExportNamedDeclaration[source.value="electron"]',
      'ImportExpression[source.value="electron"]',
      'CallExpression[callee.name="require"][arguments.0.value="electron"]',
    ].join(', '),
    message: 'Import from electron statically and by name, so that lint sees which of its doors are used.',
  },
  {
    id: 'ipc-main',
    in: ['src/'],
    except: ['src/main/security/'],
    selector: [
      'ImportSpecifier[imported.name="ipcMain"]',
      // A window and a frame have a channel of their own beside ipcMain.
      'MemberExpression[object.property.name="ipc"][property.name=/^(on|once|handle|handleOnce)$/]',
    ].join(', '),
    message: 'Messages of a page arrive only in src/main/security, where the sender is checked.',
  },
  {
    id: 'ipc-renderer',
    in: ['src/'],
    except: ['src/preload/'],
    selector: 'ImportSpecifier[imported.name="ipcRenderer"]',
    message: 'Only src/preload speaks to main; the page uses the client of its port in src/renderer/lib.',
  },
  {
    id: 'electron-shell',
    in: ['src/'],
    except: ['src/main/security/open-external.ts'],
    selector: 'ImportSpecifier[parent.source.value="electron"][imported.name="shell"]',
    message: 'Links and files are opened by src/main/security/open-external.ts, which vets and records them.',
  },
  {
    id: 'execute-javascript',
    in: ['src/'],
    selector: 'MemberExpression[property.name=/^executeJavaScript/]',
    message: 'A page runs only its own script; send it a message.',
  },
  {
    id: 'window-hardening',
    in: ['src/', 'build/', 'test/e2e/', 'test/helpers/'],
    // There an unsafe window is the attack that must fail.
    except: ['test/e2e/security/'],
    selector: [
      ...['sandbox', 'contextIsolation', 'webSecurity'].map(weakenedUnless('true')),
      ...[
        'nodeIntegration',
        'nodeIntegrationInWorker',
        'nodeIntegrationInSubFrames',
        'allowRunningInsecureContent',
        'experimentalFeatures',
        'webviewTag',
      ].map(weakenedUnless('false')),
      'ObjectExpression > Property[key.name="enableBlinkFeatures"][value.value!=""]',
    ].join(', '),
    message: 'A window keeps every protection, also in tests and in development; no condition turns one off.',
  },

  // Data that leaves or stays where it should not.
  {
    id: 'network',
    in: ['src/'],
    except: ['src/vault/platform-client'],
    globals: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'],
    message: 'Only src/vault/platform-client speaks to the network; everything else asks the vault.',
  },
  {
    id: 'beacon',
    in: ['src/'],
    selector: 'MemberExpression[property.name="sendBeacon"]',
    message: 'The page has no network; it asks the vault.',
  },
  {
    id: 'page-storage',
    in: page,
    globals: ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore'],
    message: 'The page keeps nothing: its state is in memory, what must last goes to the vault.',
  },
  {
    id: 'cookie',
    in: page,
    selector: 'MemberExpression[object.name="document"][property.name="cookie"]',
    message: 'The page keeps nothing: its state is in memory, what must last goes to the vault.',
  },
  {
    id: 'clear-text-copy',
    in: ['src/vault/'],
    selector: [
      'MemberExpression[property.name=/^(serialize|backup)$/]',
      'MemberExpression[computed=true][property.value=/^(serialize|backup)$/]',
    ].join(', '),
    message:
      'serialize() returns clear text and backup() throws on an encrypted file; a copy is made by VACUUM INTO.',
  },
  {
    id: 'console',
    in: ['src/'],
    globals: ['console'],
    message: "Use the process's logger, which redacts; what the console prints is not redacted.",
  },

  // Text that becomes code.
  {
    id: 'raw-html',
    in: ['src/'],
    selector: [
      'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
      'Property[key.name="dangerouslySetInnerHTML"]',
      'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment)$/]',
      'MemberExpression[object.name="document"][property.name=/^(write|writeln)$/]',
    ].join(', '),
    message: 'Render it with React, which escapes; text from elsewhere is never markup.',
  },
  {
    id: 'text-as-code',
    in: ['src/', 'build/'],
    globals: ['eval', 'Function'],
    message: 'Text never becomes code; write a function, or a schema if it is data.',
  },

  // What makes a rule or a test give another answer the second time.
  {
    id: 'clock',
    in: ['src/shared/'],
    selector: [
      'MemberExpression[object.name="Date"][property.name="now"]',
      'NewExpression[callee.name="Date"][arguments.length=0]',
      'CallExpression[callee.name="Date"]',
    ].join(', '),
    message: 'A rule does not read the clock: take the time as an argument.',
  },
  {
    id: 'random',
    in: ['src/'],
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message:
      'Use the seeded generator where it must repeat, and randomBytes or randomInt of node:crypto elsewhere.',
  },
  {
    id: 'environment',
    in: ['src/'],
    except: environmentFiles,
    selector: [
      'MemberExpression[object.name="process"][property.name=/^(env|argv|argv0|execArgv)$/]',
      'MemberExpression[object.property.name="process"][property.name=/^(env|argv|argv0|execArgv)$/]',
      'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name=/^(env|argv)$/]',
      'ImportDeclaration[source.value=/^(node:)?process$/]',
    ].join(', '),
    message: 'A process reads its environment and arguments once, in src/<process>/environment.ts.',
  },
  {
    id: 'partial-run',
    in: ['test/'],
    selector: [
      ...['', '.object', '.object.object'].map(
        (path) =>
          `MemberExpression[object${path}.name=/^(test|it|describe|suite|bench)$/][property.name=/^(only|skip|todo)$/]`,
      ),
      'CallExpression[callee.name=/^(test|it|describe|suite)$/] > ObjectExpression > Property[key.name=/^(only|skip|todo)$/]',
      'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    ].join(', '),
    message: 'Every test runs; delete the one that is not needed, write the one that is.',
  },
  {
    id: 'wait-for-timeout',
    in: ['test/'],
    selector: 'MemberExpression[property.name="waitForTimeout"]',
    message: 'Wait for what should happen (expect.poll, locator.waitFor), not for time to pass.',
  },
];

/**
 * The setting written as another literal, or made to depend on something.
 *
 * @param {'true' | 'false'} safe
 * @returns {(name: string) => string}
 */
function weakenedUnless(safe) {
  const unsafe = safe === 'true' ? 'false' : 'true';
  return (name) =>
    [
      `ObjectExpression > Property[key.name="${name}"][value.value=${unsafe}]`,
      `ObjectExpression > Property[key.name="${name}"][value.type=/^(Unary|Logical|Conditional)Expression$/]`,
    ].join(', ');
}

/**
 * The bans that hold for a file.
 *
 * @param {string} path relative to the top level
 */
export function bansFor(path) {
  /** @param {readonly string[] | undefined} starts */
  const under = (starts) => starts?.some((start) => path.startsWith(start)) === true;
  return bans.filter((ban) => under(ban.in) && !under(ban.except));
}
