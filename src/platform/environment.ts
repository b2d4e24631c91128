/** What the service that runs alone takes from outside: read here, checked by alone/settings.ts. */
export function givenEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** The words after the program's own name. */
export function givenArguments(): readonly string[] {
  return process.argv.slice(2);
}
