import { useState } from 'react';
import type { Preferences, SettingsView } from '../../../shared/contract/bridge/settings';
import type { Refusal } from '../../../shared/domain/result';
import { useBridge } from '../../lib/bridge-context';
import { useCall } from '../../lib/use-call';
import { useToast } from '../../ui/toast';
import { beforeOf } from './before-of';

export interface SettingsInUse {
  /** Undefined until the vault has answered. */
  view: SettingsView | undefined;
  /** Why they could not be read, or why the last change was not kept. */
  refusal: Refusal | undefined;
  /** Sets at once, and says `words` with the way back. */
  change(next: Partial<Preferences>, words: string): Promise<void>;
  reload(): void;
}

/** What the vault has of this person's settings, with what was changed since it said so. */
export function useSettings(): SettingsInUse {
  const bridge = useBridge();
  const toast = useToast();
  const { value, refusal, reload } = useCall('settings.look', {}, { refreshOn: ['settings.changed'] });
  const [changed, setChanged] = useState<{ since: SettingsView; preferences: Preferences } | null>(null);
  const [notKept, setNotKept] = useState<Refusal | undefined>(undefined);
  const view =
    value !== undefined && changed?.since === value ? { ...value, preferences: changed.preferences } : value;

  async function set(next: Partial<Preferences>): Promise<boolean> {
    const result = await bridge.call('settings.change', next);
    setNotKept(result.ok ? undefined : result);
    if (result.ok && value !== undefined) setChanged({ since: value, preferences: result.value.preferences });
    return result.ok;
  }

  return {
    view,
    refusal: notKept ?? refusal,
    async change(next, words) {
      if (view === undefined) return;
      const before = beforeOf(view.preferences, next);
      if (await set(next)) toast({ text: words, undo: () => void set(before) });
    },
    reload,
  };
}
