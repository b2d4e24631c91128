import { SetUpFailure } from './set-up-failure.mjs';

/** The oldest Node.js this project runs on (package.json, engines). */
const OLDEST = [20, 19];

/**
 * @param {string} version such as "20.20.2"
 * @throws {SetUpFailure} when it is too old
 */
export function checkNodeVersion(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new SetUpFailure(
    `This is Node.js ${version}, and Wardkeeper needs ${OLDEST.join('.')} or newer.`,
    `Install a newer Node.js (20 or 24, the versions with long-term support that are tried) and run the same command again.`,
  );
}
