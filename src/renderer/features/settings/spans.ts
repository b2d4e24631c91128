/** Minutes without keyboard or mouse that can be chosen. */
export const idleChoices = [1, 2, 3, 5, 10, 15, 20, 30] as const;

/** Hours without the platform that can be chosen. */
export const leaseChoices = [1, 8, 24, 72, 7 * 24, 14 * 24] as const;

/** The choices, with the present value among them where it is another. */
export function withPresent(choices: readonly number[], present: number): number[] {
  return choices.includes(present) ? [...choices] : [...choices, present].toSorted((a, b) => a - b);
}

/** `1 minute`, `10 minutes` */
export function minutesWords(minutes: number): string {
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** `8 hours`, `3 days` */
export function hoursWords(hours: number): string {
  if (hours >= 48 && hours % 24 === 0) return `${hours / 24} days`;
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

/** `about 221 MB`, in powers of ten as file managers count; `under 1 MB`. */
export function megabytesWords(bytes: number): string {
  return bytes < 1_000_000
    ? 'under 1 MB'
    : `about ${Math.round(bytes / 1_000_000).toLocaleString('en-US')} MB`;
}
