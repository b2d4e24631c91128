import type { Action, Category, Outcome } from '../../../shared/domain/audit-event/vocabulary';

export type Deed =
  | { part: 'actions'; value: Action }
  | { part: 'categories'; value: Category }
  | { part: 'outcomes'; value: Outcome };

const act = (value: Action): Deed => ({ part: 'actions', value });
const kind = (value: Category): Deed => ({ part: 'categories', value });
const end = (value: Outcome): Deed => ({ part: 'outcomes', value });

/** Phrases in lower case, each with what it means; of several that fit the longest holds. */
const phrases: readonly (readonly [deed: Deed, said: string])[] = [
  [act('FAILED_LOGIN'), 'failed sign-ins|failed sign-in|failed signins|failed logins|failed login'],
  [act('FAILED_LOGIN'), 'failed sign ins|failed sign in|failed to sign in|failed to log in|failed log-ins'],
  [act('FAILED_LOGIN'), 'refused sign-ins|refused sign-in|wrong passwords|wrong password'],
  [act('LOGIN'), 'signed in|sign in|sign-in|sign-ins|sign ins|signins|signin|logged in|log-ins|logins|login'],
  [act('LOGOUT'), 'signed out|sign out|sign-out|sign-outs|sign outs|logged out|logouts|logout'],
  [act('READ'), 'opened|opening|open|viewed|views|read|reads|looked at|looked into|saw|accessed|openings'],
  [act('UPDATE'), 'changed|changes|change|edited|edits|updated|updates|modified'],
  [act('CREATE'), 'added|created|entered|wrote'],
  [act('DELETE'), 'deleted|deletes|deletions|removed'],
  [act('EXPORT'), 'exported|exports|export|downloaded|downloads'],
  [kind('imaging'), 'imaging|images|studies'],
  [kind('administration'), 'administration|accounts|account changes|settings|roles'],
  [kind('authentication'), 'authentication'],
  [kind('system'), 'system'],
  [end('denied'), 'denied|refused|refusals|not allowed'],
  [end('failure'), 'failed|failures|did not work'],
  [end('success'), 'successful|succeeded|worked'],
];

const deeds = phrases
  .flatMap(([deed, said]) => said.split('|').map((phrase) => ({ deed, words: phrase.split(' ') })))
  .sort((a, b) => b.words.length - a.words.length);

/** The deed that `words` (lower case) name at `at`, and how many of them it took. */
export function deedPhrase(words: readonly string[], at: number): { deed: Deed; words: number } | null {
  const found = deeds.find((one) => one.words.every((word, i) => words[at + i] === word));
  return found === undefined ? null : { deed: found.deed, words: found.words.length };
}

/** The one deed whose first word begins so, for a word that is still being typed. */
export function deedBeginning(word: string): Deed | null {
  if (word.length < 4) return null;
  const found = deeds.filter(({ words }) => words.length === 1 && words[0]?.startsWith(word));
  const first = found[0]?.deed;
  return first !== undefined && found.every(({ deed }) => deed.value === first.value) ? first : null;
}
