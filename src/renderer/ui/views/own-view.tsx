import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { SavedView } from '../../../shared/domain/saved-view';
import { useBridge } from '../../lib/bridge-context';
import { IconButton } from '../icon-button';
import { useToast } from '../toast';
import { NameForm } from './name-form';
import { ViewButton } from './view-button';

/** A view that somebody saved: shown, renamed, or deleted with a way back. */
export function OwnView({
  saved,
  note,
  isShown,
  onApply,
}: {
  saved: SavedView;
  note: string;
  isShown: boolean;
  onApply(): void;
}) {
  const bridge = useBridge();
  const toast = useToast();
  const [renaming, setRenaming] = useState(false);
  const { viewId, name, view } = saved;

  async function remove(line: HTMLElement) {
    // The button goes with its view: the focus goes to what stays.
    line.closest('[role="dialog"]')?.querySelector<HTMLElement>('[data-view]')?.focus();
    const answer = await bridge.call('views.delete', { viewId });
    if (!answer.ok) {
      toast({ text: answer.message });
      return;
    }
    // The name may say of whom it is: the toast does not.
    toast({
      text: 'The view was deleted.',
      undo: () => void bridge.call('views.save', { name, view, replace: false }),
    });
  }

  if (renaming) {
    return (
      <NameForm
        label={`New name of ${name}`}
        initial={name}
        button="Rename"
        save={(next) => bridge.call('views.rename', { viewId, name: next })}
        onDone={() => setRenaming(false)}
      />
    );
  }
  return (
    <div className="flex items-center">
      <div className="min-w-0 flex-1">
        <ViewButton name={name} note={note} isShown={isShown} onApply={onApply} />
      </div>
      <IconButton icon={Pencil} label={`Rename ${name}`} onClick={() => setRenaming(true)} />
      <IconButton
        icon={Trash2}
        label={`Delete ${name}`}
        onClick={(event) => void remove(event.currentTarget)}
      />
    </div>
  );
}
