import { keychainSecret } from '../../src/main/keychain/secrets';

/** Asks the keychain that this process's environment reaches and prints the result, the secret's value left out. */
void keychainSecret('workstation-secret').then((result) => {
  process.stdout.write(JSON.stringify(result.ok ? { ok: true, length: result.value.length } : result));
});
