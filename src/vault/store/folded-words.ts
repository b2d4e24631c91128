/**
 * The words of a text as they are compared: runs of letters and digits, in lower case and without accents. The same
 * for what is kept and for what is asked, so that the index itself has nothing to decide.
 */
export function foldedWords(text: string): string[] {
  // Nearly everything is ASCII, for which the same comes at a third of the time.
  const words = ASCII.test(text)
    ? (text.toLowerCase().match(/[a-z0-9]+/g) ?? [])
    : (text
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? []);
  return words.map((word) => word.slice(0, LONGEST));
}

/** The letters and digits of an id as one word, however they were separated. Empty for one that has none. */
export function foldedId(id: string): string {
  if (ASCII.test(id)) return id.toLowerCase().replace(SEPARATORS, '').slice(0, LONGEST);
  return foldedWords(id).join('').slice(0, LONGEST);
}

const SEPARATORS = /[^a-z0-9]+/g;
const ASCII = /^[ -~\t\r\n]*$/;
/** UTF-16 units of a word that count; FTS5 refuses tokens beyond 32 KiB. */
const LONGEST = 256;
