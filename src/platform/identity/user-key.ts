/** What all spellings of one user name share: it decides who is meant, and whose failures are counted. */
export function userKey(userName: string): string {
  return userName.normalize('NFKC').trim().toLowerCase();
}
