/** What main takes from its environment, in one place. */
const passedOn = ['SystemRoot', 'LANG', 'LC_ALL', 'TZ'] as const;

/** What a child process may see of it: nothing that could hold a secret. */
export function childEnvironment(): Record<string, string> {
  return Object.fromEntries(
    passedOn.flatMap((key) => {
      const value = process.env[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
