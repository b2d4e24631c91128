import { err, ok, type Result } from '../shared/domain/result';

/** The secret of this computer, as main reads it from the keychain. */
export interface WorkstationSecret {
  /** 32 bytes, or why there is none. */
  now(): Result<Uint8Array>;
  /** Has main make one where the keychain has lost its entry; otherwise as `now`. */
  renew(): Promise<Result<Uint8Array>>;
  /** Main's answer, in base64url. */
  made(secret: Result<string>): void;
}

/** A keychain that asks the person something may take as long as they do. */
const PATIENCE_MS = 60_000;

export function workstationSecret(first: Result<string>, ask: () => void): WorkstationSecret {
  let kept = bytesOf(first);
  let waiting: ((secret: Result<Uint8Array>) => void)[] = [];

  return {
    now: () => kept,
    renew() {
      if (kept.ok || kept.code !== 'not-found') return Promise.resolve(kept);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(silent()), PATIENCE_MS);
        waiting.push((secret) => {
          clearTimeout(timer);
          resolve(secret);
        });
        ask();
      });
    },
    made(secret) {
      kept = bytesOf(secret);
      const answered = waiting;
      waiting = [];
      for (const answer of answered) answer(kept);
    },
  };
}

function bytesOf(secret: Result<string>): Result<Uint8Array> {
  return secret.ok ? ok(Buffer.from(secret.value, 'base64url')) : secret;
}

function silent(): Result<never> {
  return err(
    'keychain-locked',
    'The keychain of this computer does not answer. Nothing was changed.',
    'Look whether it asks you for its password; then try again.',
  );
}
