import { isWellKnown } from './known-password';

export const PASSWORD_LENGTH = 12;

/** What a new password still lacks, in words; empty when it will do. */
export function passwordLacks(password: string): string[] {
  const rules: [boolean, string][] = [
    [[...password].length >= PASSWORD_LENGTH, `${PASSWORD_LENGTH} characters`],
    [/\p{Ll}/u.test(password), 'a small letter'],
    [/\p{Lu}/u.test(password), 'a capital letter'],
    [/\p{Nd}/u.test(password), 'a digit'],
    [/[^\p{L}\p{Nd}\s]/u.test(password), 'a sign such as ! or -'],
    [!isWellKnown(password), 'more than a well-known word'],
  ];
  return rules.filter(([holds]) => !holds).map(([, words]) => words);
}
