import { common, commonest, names } from './well-known-words';

/*
 * Passwords that are tried first, told by rules: words of our own list and whatever is put around or in place of their
 * letters to meet the four classes ("P@ssw0rd1234!", "Summer2026!!", "Jennifer-1985-!"), walks over a keyboard
 * ("1qaz2WSX!QAZ"), and the same few signs over and over. It is no list of breached passwords, and lets through what
 * stands in one and is made of other words.
 */

const mostCommon = new Set(commonest);
const known = new Set([...commonest, ...common, ...names]);
const LONGEST_WORD = Math.max(...[...known].map((word) => word.length));

/** Signs and digits that stand for a letter; some for either of two. */
const letterOf: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '8': 'b',
  '(': 'c',
  '3': 'e',
  '6': 'g',
  '9': 'g',
  '1': 'i',
  '!': 'i',
  '|': 'l',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
  '+': 't',
  '2': 'z',
};
const otherwise: Readonly<Record<string, string>> = { '1': 'l', '!': 'l', '|': 'i' };

/** Whether a password is among those that are tried first. */
export function isWellKnown(password: string): boolean {
  const lower = password.normalize('NFKC').toLowerCase();
  const bare = lettersIn(lower);
  // What surrounds the word is cut off before its signs are read as letters, at either end or at both: a trailing !
  // is mostly no i, and a leading $ may be an s.
  const start = lower.replace(/^[^\p{L}]+/u, '');
  const cuts = [lower, start, ...[lower, start].map((text) => text.replace(/[^\p{L}]+$/u, ''))];
  const texts = [bare, ...cuts.flatMap(readings).map(lettersIn)];
  return (
    bare === '' ||
    texts.some((text) => isMadeOfWords(text) || isMadeOfWords([...text].reverse().join(''))) ||
    isOneRun(lower) ||
    isRepeated(lower) ||
    isWalk(lower)
  );
}

function isMadeOfWords(text: string): boolean {
  return isMadeOf(text, mostCommon, 3) || isMadeOf(text, known, 2);
}

/** Whether the text is a row of at most `most` of the words. */
function isMadeOf(text: string, words: ReadonlySet<string>, most: number): boolean {
  if (text === '') return true;
  if (most === 0) return false;
  for (let length = 1; length <= Math.min(text.length, LONGEST_WORD); length += 1) {
    if (words.has(text.slice(0, length)) && isMadeOf(text.slice(length), words, most - 1)) return true;
  }
  return false;
}

function lettersIn(text: string): string {
  return text.replace(/[^\p{L}]/gu, '');
}

/** The text with its signs and digits read as letters, in either way, and with signs as what stands between words. */
function readings(text: string): string[] {
  const read = (from: string, letters: Readonly<Record<string, string>>) =>
    [...from].map((sign) => (Object.hasOwn(letters, sign) ? letters[sign] : sign)).join('');
  const between = text.replace(/[!|(+]/g, ' ');
  return [text, between].flatMap((from) => [read(from, letterOf), read(from, { ...letterOf, ...otherwise })]);
}

/** Fewer than five different signs: aaaaaaaaaA1! */
function isOneRun(text: string): boolean {
  return new Set(text).size < 5;
}

/** A few signs and the same again, to the end: abc1!xabc1!x */
function isRepeated(text: string): boolean {
  return /^(.{1,6})\1+.{0,2}$/su.test(text);
}

/** Keys that lie beside each other, on American, German and French keyboards; the alphabet; the columns of keys. */
const lines = [
  '1234567890',
  ...['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'yxcvbnm', 'azertyuiop', 'qsdfghjklm', 'wxcvbn'],
  ...['1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm', '8ik,', '9ol.', '0p'],
  'abcdefghijklmnopqrstuvwxyz',
].flatMap((line) => [line, [...line].reverse().join('')]);

/** What an American keyboard writes above its digits. */
const shifted = ')!@#$%^&*(';
const SHORTEST_WALK = 3;
/** So many signs may stand outside the walks. */
const BESIDE_WALKS = 2;

/** Walks over a keyboard and next to nothing else. */
function isWalk(text: string): boolean {
  const keys = [...text].map((sign) => (shifted.includes(sign) ? String(shifted.indexOf(sign)) : sign));
  let beside = 0;
  for (let at = 0; at < keys.length;) {
    let length = 1;
    while (at + length < keys.length && isOnLine(keys.slice(at, at + length + 1).join(''))) length += 1;
    if (length < SHORTEST_WALK) beside += 1;
    at += length < SHORTEST_WALK ? 1 : length;
    if (beside > BESIDE_WALKS) return false;
  }
  return true;
}

function isOnLine(keys: string): boolean {
  return lines.some((line) => line.includes(keys));
}

/** Names shorter than this are parts of too many words. */
const SHORTEST_NAME = 4;

/** Whether a password holds a part of what is known about its owner: their name, their user name, the practice's. */
export function holdsOwnName(password: string, about: readonly string[]): boolean {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase();
  const lower = plain(password);
  const texts = [lower, ...readings(lower)];
  return about
    .flatMap((text) => plain(text).split(/[^\p{L}\p{N}]+/u))
    .filter((part) => part.length >= SHORTEST_NAME)
    .some((part) => texts.some((text) => text.includes(part)));
}
