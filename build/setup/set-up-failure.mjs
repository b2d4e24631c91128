/**
 * A set-up step that cannot go on: one sentence saying what is wrong, one saying what to do about it.
 */
export class SetUpFailure extends Error {
  /**
   * @param {string} sentence
   * @param {string} remedy
   * @param {string} [output] what the failing command said last, for the person who needs more than the sentence
   */
  constructor(sentence, remedy, output = '') {
    super(sentence);
    this.name = 'SetUpFailure';
    this.remedy = remedy;
    this.output = output;
  }
}

// What npm, apt and Node say when a name does not resolve or nothing answers.
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|Could not resolve|Temporary failure resolving|Could not connect|Network is unreachable|Failed to fetch/;
const NO_SPACE = /ENOSPC|No space left on device/;
const WRONG_CONTENT = /EINTEGRITY|Hash Sum mismatch/;

/**
 * The failure behind a command's output where it is one of the usual ones, else the given one.
 * @param {{ output: string }} result
 * @param {{ from: string, otherwise: readonly [sentence: string, remedy: string] }} about `from` names the source
 *   the command fetches from, as in "the npm registry"
 * @returns {SetUpFailure}
 */
export function failureOf({ output }, { from, otherwise }) {
  if (NO_SPACE.test(output)) return noSpace(output);
  if (WRONG_CONTENT.test(output)) {
    return new SetUpFailure(
      `Something fetched from ${from} is not what this project pins: its checksum differs.`,
      'Do not use it. Try again on another network; if it stays so, tell the maintainers before going on.',
      output,
    );
  }
  if (NO_NETWORK.test(output)) {
    return new SetUpFailure(
      `The network does not reach ${from}.`,
      'Check the connection, and the proxy or mirror your package tools are set to, and run the same command again.',
      output,
    );
  }
  return new SetUpFailure(otherwise[0], otherwise[1], output);
}

/** @param {string} [output] */
export function noSpace(output) {
  return new SetUpFailure(
    'The disk is full.',
    'Free 2 GB on the disks of this folder and of your cache folder, and run the same command again.',
    output,
  );
}
