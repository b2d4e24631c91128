import { chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Debian's `nobody` and `nogroup`. */
const NOBODY = 65534;

/**
 * Chromium has no sandbox for root. So a test run as root starts the app as nobody, as a person would: in a mount
 * namespace that shows it the app and Electron wherever they are kept, with a session bus and an unlocked keyring
 * of its own that stay with `data`. `$@` are Electron's arguments.
 */
const script = ({ data, folder, electron, modules }: Places) => `#!/bin/sh
exec unshare --mount -- sh -c '
set -e
mount --bind "${folder}" "${data}/app"
mount --bind "${modules}" "${data}/app/node_modules"
mount --bind "${dirname(electron)}" "${data}/electron"
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs \\
  env HOME="${data}/home" XDG_RUNTIME_DIR="${data}/runtime" XAUTHORITY="${data}/Xauthority" TMPDIR="${data}/tmp" \\
  dbus-run-session -- sh -c '\\''
printf made-up | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1
exec "${data}/electron/electron" "$@"'\\'' sh "$@"' sh "$@"
`;

interface Places {
  data: string;
  folder: string;
  electron: string;
  modules: string;
}

export interface Launchable {
  executable: string;
  /** The app's folder as the app sees it. */
  folder: string;
}

/** Prepares `data` and returns what to launch in place of `electron` and `folder`. */
export async function asNobody(places: Places): Promise<Launchable> {
  const { data } = places;
  for (const name of ['app', 'electron', 'home', 'runtime', 'tmp'])
    await mkdir(join(data, name), { recursive: true, mode: 0o700 });
  const authority = process.env['XAUTHORITY'];
  if (authority !== undefined) await copyFile(authority, join(data, 'Xauthority'));
  for (const name of ['', 'home', 'runtime', 'tmp', ...(authority === undefined ? [] : ['Xauthority'])]) {
    await chown(join(data, name), NOBODY, NOBODY);
  }
  const executable = join(data, 'electron-as-nobody');
  await writeFile(executable, script(places), { mode: 0o755 });
  return { executable, folder: join(data, 'app') };
}
