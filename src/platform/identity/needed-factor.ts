/** The codes of roles in what the table of settings keeps. */
export function rolesIn(text: string): string[] {
  return JSON.parse(text) as string[];
}

/**
 * Whether somebody has to set up a second factor before anything else. Asked at each request, so what is set holds at
 * once. `kept`: roles that need one, as JSON; `confirmedAt`: since when a second factor is on.
 */
export function needsSecondFactor(kept: string, role: string, confirmedAt: number | null): boolean {
  return confirmedAt === null && rolesIn(kept).includes(role);
}
