import { useState, type KeyboardEvent } from 'react';

/** Whether Caps Lock was on at the last key, and the handlers that notice it. */
export function useCapsLock() {
  const [on, setOn] = useState(false);
  const notice = (event: KeyboardEvent) => setOn(event.getModifierState('CapsLock'));
  return { capsLock: on, noticing: { onKeyDown: notice, onKeyUp: notice } };
}
