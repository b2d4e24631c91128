import { err, ok, type Result } from '../../shared/domain/result';
import { inClear } from './connection-problem';

/** The origin that a person means by what they typed: `platform.example` is `https://platform.example`. */
export function platformAddress(typed: string): Result<string> {
  const text = typed.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(whole)) return noAddress();
  const { protocol, hostname, host, origin, pathname, search, hash, username, password } = new URL(whole);
  if (hostname === '' || username !== '' || password !== '') return noAddress();
  if (pathname !== '/' || search !== '' || hash !== '') return noAddress();
  if (protocol === 'https:') return ok(origin);
  if (protocol !== 'http:') return noAddress();
  return hostname === '127.0.0.1' || hostname === '[::1]' ? ok(origin) : inClear(host);
}

function noAddress(): Result<never> {
  return err(
    'invalid-request',
    'This is not the address of a platform.',
    'Type it as you were given it, for example https://platform.example.org',
  );
}
