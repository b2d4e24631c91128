import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ListView } from '../../../shared/domain/saved-view';
import { useBridge } from '../../lib/bridge-context';
import { Icon } from '../icon';
import { NameForm } from './name-form';

/** Saves what is shown now under a name. */
export function SaveView({ view, note }: { view: ListView; note: string }) {
  const bridge = useBridge();
  const [naming, setNaming] = useState(false);
  if (!naming) {
    return (
      <button
        type="button"
        data-view
        onClick={() => setNaming(true)}
        className="flex h-8 w-full cursor-pointer items-center gap-2 rounded-control px-2 text-left hover:bg-act-soft focus-visible:bg-act-soft"
      >
        <Icon of={Plus} small className="text-ink-2" /> Save what is shown as a view…
      </button>
    );
  }
  return (
    <>
      <p className="px-2 pt-1.5 text-xs text-ink-3">{note}</p>
      <NameForm
        label="Name of the view"
        initial=""
        button="Save the view"
        save={(name) => bridge.call('views.save', { name, view, replace: false })}
        replace={(name) => bridge.call('views.save', { name, view, replace: true })}
        onDone={() => setNaming(false)}
      />
    </>
  );
}
