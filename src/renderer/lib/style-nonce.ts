import { getNonce, setNonce } from 'get-nonce';

/**
 * Takes the nonce of this load from the page (vite writes it into a meta element, the app:// handler fills it in),
 * so that style elements made later may apply. Called once, before anything is drawn.
 */
export function takeStyleNonce(): void {
  // The attribute reads as empty on purpose; the property holds it.
  const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce;
  if (nonce !== undefined && nonce !== '') setNonce(nonce);
}

/** For the few components that take it as a property. */
export function styleNonce(): string | undefined {
  return getNonce();
}
