import { failureOf, SetUpFailure } from './set-up-failure.mjs';

/** @typedef {import('./machine.mjs').Machine} Machine */

/**
 * A package that was renamed between releases has its names in order: Debian 12 first, then newer Debian and Ubuntu.
 * @typedef {readonly string[]} Names
 */

/** @param {readonly string[]} names @returns {Names[]} */
const packages = (...names) => names.map((name) => name.split('|'));

/** What the project needs of the system, by the reason it is needed. */
export const GROUPS = Object.freeze([
  {
    why: 'compiler and Python, to compile the SQLite addon',
    packages: packages('build-essential', 'python3'),
  },
  { why: 'virtual screen, to open windows where there is no display', packages: packages('xvfb', 'xauth') },
  {
    why: 'session bus and keyring, where the keychain of the tests lives',
    packages: packages('dbus', 'dbus-x11', 'gnome-keyring', 'libsecret-1-0'),
  },
  {
    why: 'libraries Electron is linked against',
    packages: packages(
      'libnss3',
      'libgtk-3-0|libgtk-3-0t64',
      'libgbm1',
      'libasound2|libasound2t64',
      'libatk-bridge2.0-0|libatk-bridge2.0-0t64',
      'libcups2|libcups2t64',
      'libdrm2',
      'libxkbcommon0',
      'libxcomposite1',
      'libxdamage1',
      'libxrandr2',
      'libatspi2.0-0|libatspi2.0-0t64',
    ),
  },
  { why: 'a font with Latin letters, for windows and prints', packages: packages('fonts-dejavu-core') },
  { why: 'to unpack the stand-in for Electron', packages: packages('unzip') },
]);

/**
 * Installs the system packages that are missing, on Debian and its descendants; elsewhere says what is needed.
 * @param {Machine} machine
 * @param {import('./stages.mjs').Log} say
 * @returns {Promise<string>} what was done, in words
 * @throws {SetUpFailure}
 */
export async function installDebianPackages(machine, say) {
  if (machine.platform !== 'linux') return 'skipped, this is not Linux';
  const present = await installed(machine);
  if (present === undefined) {
    for (const { why, packages } of GROUPS)
      say(`needed, ${why}: ${packages.map(([name]) => name).join(' ')}`);
    return 'skipped, this Linux has no dpkg; install what the lines above name with its own package manager';
  }
  const missing = GROUPS.map(({ why, packages }) => ({
    why,
    packages: packages.filter((names) => !names.some((name) => present.has(name))),
  })).filter(({ packages }) => packages.length > 0);
  if (missing.length === 0) return 'already there';

  if (!machine.root) throw notRoot(missing.flatMap(({ packages }) => packages.map(([name = '']) => name)));
  await apt(machine, ['update']);
  const known = await knownNames(
    machine,
    missing.flatMap(({ packages }) => packages.flat()),
  );
  /** @type {string[]} */
  const chosen = [];
  for (const { why, packages } of missing) {
    const names = packages.map((names) => names.find((name) => known.has(name)) ?? names[0] ?? '');
    say(`${why}: ${names.join(' ')}`);
    chosen.push(...names);
  }
  await apt(machine, ['install', '--yes', '--no-install-recommends', ...chosen]);
  return `${chosen.length} installed, with what they depend on`;
}

/** @param {Machine} machine @returns {Promise<Set<string> | undefined>} undefined where there is no dpkg */
async function installed(machine) {
  const names = GROUPS.flatMap(({ packages }) => packages.flat());
  // Exits with 1 when it does not know one of the names, and still prints the others.
  const result = await machine.run('dpkg-query', [
    '--show',
    '--showformat=${db:Status-Status} ${Package}\n',
    ...names,
  ]);
  if (result.trouble === 'not-found') return undefined;
  return new Set(
    result.output
      .split('\n')
      .flatMap((line) => (line.startsWith('installed ') ? [line.slice('installed '.length)] : [])),
  );
}

/** @param {Machine} machine @param {string[]} names @returns {Promise<Set<string>>} those apt could install */
async function knownNames(machine, names) {
  const { output } = await machine.run('apt-cache', ['madison', ...names]);
  return new Set(output.split('\n').map((line) => (line.split('|')[0] ?? '').trim()));
}

/** @param {Machine} machine @param {string[]} args */
async function apt(machine, args) {
  const result = await machine.run(
    'apt-get',
    ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', ...args],
    {
      env: { ...machine.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  );
  // `apt-get update` exits with 0 when it could reach no source at all, and only warns.
  if (result.code === 0 && !/^W: Failed to fetch/m.test(result.output)) return;
  throw failureOf(result, {
    from: "Debian's package archive",
    otherwise: [
      `apt-get ${args[0]} failed.`,
      'Read what apt said above, mend it (often: `dpkg --configure -a`) and run the same command again.',
    ],
  });
}

/** @param {string[]} names */
function notRoot(names) {
  return new SetUpFailure(
    `System packages are missing (${names.length}), and only the superuser can install them.`,
    `Run \`sudo apt-get update && sudo apt-get install --no-install-recommends ${names.join(' ')}\`, then this again.`,
  );
}
