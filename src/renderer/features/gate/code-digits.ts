/** As many as an authenticator app shows. */
export const DIGITS = 6;

/** `419 023`, `419-023` → `419023`: what a phone shows or a clipboard holds. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '').slice(0, DIGITS);
}
