/**
 * Keys that do something, as text: `Ctrl+K`, `Alt+ArrowLeft`, `/`. `Ctrl` stands for the Command key on a Mac. The
 * last part is a `KeyboardEvent.key`.
 */
export type Shortcut = string;

/** What is looked at of a keyboard event. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

interface Keys {
  key: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
}

function keysOf(shortcut: Shortcut): Keys {
  const parts = shortcut.split('+');
  return {
    key: (parts.at(-1) ?? '').toLowerCase(),
    ctrl: parts.includes('Ctrl'),
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
  };
}

export function isPressed(shortcut: Shortcut, pressed: Pressed, onMac: boolean): boolean {
  const { key, ctrl, alt, shift } = keysOf(shortcut);
  if (pressed.key.toLowerCase() !== key) return false;
  if (pressed.altKey !== alt) return false;
  const [wanted, other] = onMac ? [pressed.metaKey, pressed.ctrlKey] : [pressed.ctrlKey, pressed.metaKey];
  if (wanted !== ctrl || other) return false;
  // Where a sign such as ? lies is the keyboard's affair: it may need Shift or not.
  const isSign = key.length === 1 && !/[a-z0-9]/.test(key);
  return isSign || pressed.shiftKey === shift;
}

/** Whether somebody who writes text would not type it. */
export function isSafeWhileTyping(shortcut: Shortcut): boolean {
  return keysOf(shortcut).ctrl;
}

const signs: Readonly<Record<string, string>> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
};

/** As printed on the keys: `Ctrl K`, on a Mac `⌘K`. */
export function shortcutLabel(shortcut: Shortcut, onMac: boolean): string {
  const { key, ctrl, alt, shift } = keysOf(shortcut);
  const last = signs[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const modifiers = [
    ...(ctrl ? [onMac ? '⌘' : 'Ctrl'] : []),
    ...(alt ? [onMac ? '⌥' : 'Alt'] : []),
    ...(shift ? [onMac ? '⇧' : 'Shift'] : []),
  ];
  return [...modifiers, last].join(onMac ? '' : ' ');
}
