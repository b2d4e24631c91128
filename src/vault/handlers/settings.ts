import { statSync } from 'node:fs';
import { beginSecondFactor, confirmSecondFactor } from '../../shared/contract/platform/second-factor';
import { ok } from '../../shared/domain/result';
import { vaultPaths } from '../files/vault-paths';
import type { Desk } from '../people/desk';
import {
  changePreferences,
  keptSecondFactor,
  ownPreferences,
  recoveryPhraseMadeAt,
} from '../people/own-settings';
import { phraseMaker } from '../people/phrase-maker';
import { guarded } from '../store/problem';
import type { Handlers, Opened } from './handler';

type SettingsHandlers = Pick<
  Handlers,
  | 'settings.look'
  | 'settings.change'
  | 'vaultKey.newPhrase'
  | 'vaultKey.confirmPhrase'
  | 'secondFactor.begin'
  | 'secondFactor.confirm'
>;

/** What stands in the settings beside what a person sets. */
export interface Computer {
  workstation: string;
  version: string;
  /** The address of the platform; null for the one inside this program. */
  platform(): string | null;
}

const CIPHER = 'AES-256 with HMAC-SHA-512 (SQLCipher 4)';

export function settingsHandlers(desk: Desk, computer: Computer, opened: Opened): SettingsHandlers {
  const phrases = phraseMaker(desk);

  function fileBytes(fileId: string): number {
    const { database } = vaultPaths(desk.folder, fileId);
    return [database, `${database}-wal`].reduce(
      (bytes, path) => bytes + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  return {
    async 'settings.look'() {
      const { db, person } = opened().entered;
      return guarded(() => ({
        preferences: ownPreferences(db),
        workstation: computer.workstation,
        version: computer.version,
        platform: computer.platform(),
        vaultBytes: fileBytes(person.fileId),
        cipher: CIPHER,
        recoveryPhraseAt: recoveryPhraseMadeAt.read(db),
        secondFactor: keptSecondFactor.read(db),
      }));
    },

    async 'settings.change'(change) {
      const vault = opened();
      const changed = guarded(() => changePreferences(vault.entered.db, change));
      if (!changed.ok) return changed;
      vault.preferencesChanged(changed.value);
      return ok({ preferences: changed.value });
    },

    async 'vaultKey.newPhrase'({ password }) {
      const { db, person } = opened().entered;
      const made = await phrases.begin(person.fileId, db, password);
      return made.ok ? ok({ phrase: made.value }) : made;
    },

    async 'vaultKey.confirmPhrase'({ phrase }) {
      const { entered, session } = opened();
      const confirmed = phrases.confirm(entered.person.fileId, phrase);
      if (!confirmed.ok) return confirmed;
      return guarded(() => {
        recoveryPhraseMadeAt.write(entered.db, desk.clock());
        session.act('recovery-phrase-made');
        return {};
      });
    },

    'secondFactor.begin': (request, signal) => opened().session.call(beginSecondFactor, request, signal),

    async 'secondFactor.confirm'(request, signal) {
      const confirmed = await opened().session.call(confirmSecondFactor, request, signal);
      if (confirmed.ok) guarded(() => keptSecondFactor.write(opened().entered.db, true));
      return confirmed;
    },
  };
}
