/**
 * Passwords that are tried first. This list is our own and short: the words that the published lists of the
 * commonest passwords are made of, and those of a practice. Whatever is put around or in place of their letters
 * to meet the four classes ("P@ssw0rd1234!", "Summer2026!!") is seen through. It is no list of breached passwords.
 */
const stems = [
  'password',
  'passwort',
  'passphrase',
  'passcode',
  'welcome',
  'qwerty',
  'qwertyuiop',
  'qwertz',
  'azerty',
  'asdfgh',
  'asdfghjkl',
  'zxcvbn',
  'zxcvbnm',
  'abcdef',
  'abcdefgh',
  'letmein',
  'iloveyou',
  'changeme',
  'default',
  'secret',
  'admin',
  'administrator',
  'root',
  'user',
  'login',
  'guest',
  'master',
  'monkey',
  'dragon',
  'sunshine',
  'princess',
  'football',
  'baseball',
  'superman',
  'batman',
  'trustno',
  'spring',
  'summer',
  'autumn',
  'winter',
  'january',
  'february',
  'march',
  'april',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
  'hospital',
  'clinic',
  'medical',
  'practice',
  'doctor',
  'nurse',
  'patient',
  'health',
  'healthcare',
  'hipaa',
  'company',
  'office',
  'computer',
  'internet',
  'test',
  'wardkeeper',
];

/** Signs and digits that stand for a letter. */
const letterOf: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '|': 'l',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/** At most three of the words, and nothing else between them. */
const onlyStems = new RegExp(`^(?:${[...stems].sort((a, b) => b.length - a.length).join('|')}){1,3}$`);

/** Whether a password is among those that are tried first. */
export function isWellKnown(password: string): boolean {
  const lower = password.normalize('NFKC').toLowerCase();
  const bare = lower.replace(/[^\p{L}]/gu, '');
  // What surrounds the word is cut off before its signs are read as letters: a trailing ! is no i.
  const core = readSigns(lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')).replace(/[^\p{L}]/gu, '');
  return bare === '' || onlyStems.test(bare) || onlyStems.test(core) || isOneRun(lower);
}

function readSigns(text: string): string {
  return [...text].map((sign) => (Object.hasOwn(letterOf, sign) ? letterOf[sign] : sign)).join('');
}

/** Fewer than five different signs: aaaaaaaaaA1! */
function isOneRun(text: string): boolean {
  return new Set(text).size < 5;
}

/** Names shorter than this are parts of too many words. */
const SHORTEST_NAME = 4;

/** Whether a password holds a part of what is known about its owner: their name, their user name, the practice's. */
export function holdsOwnName(password: string, about: readonly string[]): boolean {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase();
  const lower = plain(password);
  const read = readSigns(lower);
  return about
    .flatMap((text) => plain(text).split(/[^\p{L}\p{N}]+/u))
    .filter((part) => part.length >= SHORTEST_NAME)
    .some((part) => lower.includes(part) || read.includes(part));
}
