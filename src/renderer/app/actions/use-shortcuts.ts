import { useEffect } from 'react';
import { onMac } from '../on-mac';
import { isPossible, type Action, type Around } from './action';
import { lockAction } from './all-actions';
import { isPressed, isSafeWhileTyping } from './shortcut';

/** Runs the action whose keys are pressed. Whoever writes text, or stands before a dialog, is left alone. */
export function useShortcuts(actions: readonly Action[], around: Around): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const action = actions.find(
        ({ shortcut }) => shortcut !== undefined && isPressed(shortcut, event, onMac),
      );
      if (action?.shortcut === undefined || !isPossible(action, around)) return;
      if (!isSafeWhileTyping(action.shortcut) && isWriting(event.target)) return;
      // Locking is never in the way.
      if (action !== lockAction && document.querySelector(OVER_THE_PAGE) !== null) return;
      event.preventDefault();
      action.run(around);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [actions, around]);
}

const OVER_THE_PAGE =
  '[role="dialog"][data-state="open"], [role="menu"], [role="listbox"][data-state="open"]';

/** Kinds of input that take no text. */
const WITHOUT_TEXT = /^(button|checkbox|radio|range|submit|reset|color|file|image)$/;

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !WITHOUT_TEXT.test(target.type);
  return target.isContentEditable || target.matches('textarea, select');
}
