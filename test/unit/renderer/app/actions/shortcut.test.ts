import { describe, expect, test } from 'vitest';
import {
  isPressed,
  isSafeWhileTyping,
  shortcutLabel,
  type Pressed,
} from '../../../../../src/renderer/app/actions/shortcut';

const pressed = (key: string, ...held: ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey')[]): Pressed => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  metaKey: held.includes('metaKey'),
  altKey: held.includes('altKey'),
  shiftKey: held.includes('shiftKey'),
});

describe('a shortcut', () => {
  test.each([
    ['Ctrl+K', pressed('k', 'ctrlKey'), false, true],
    ['Ctrl+K', pressed('K', 'ctrlKey'), false, true],
    ['Ctrl+K', pressed('k', 'metaKey'), true, true],
    ['Ctrl+K', pressed('k', 'metaKey'), false, false],
    ['Ctrl+K', pressed('k', 'ctrlKey'), true, false],
    ['Ctrl+K', pressed('k'), false, false],
    ['Ctrl+K', pressed('K', 'ctrlKey', 'shiftKey'), false, false],
    // AltGr says Ctrl and Alt at once.
    ['Ctrl+L', pressed('l', 'ctrlKey', 'altKey'), false, false],
    ['Alt+ArrowLeft', pressed('ArrowLeft', 'altKey'), false, true],
    ['Alt+ArrowLeft', pressed('ArrowLeft'), false, false],
    ['?', pressed('?', 'shiftKey'), false, true],
    ['?', pressed('?'), false, true],
    ['/', pressed('/', 'shiftKey'), false, true],
    ['/', pressed('/', 'ctrlKey'), false, false],
  ])('%s of %j, on a Mac %s: %s', (shortcut, keys, onMac, expected) => {
    expect(isPressed(shortcut, keys, onMac)).toBe(expected);
  });

  test('is left alone while somebody types, unless it holds Ctrl', () => {
    expect(['Ctrl+L', 'Alt+ArrowLeft', '/', '?'].filter(isSafeWhileTyping)).toEqual(['Ctrl+L']);
  });

  test('reads as the keys are printed', () => {
    expect(shortcutLabel('Ctrl+K', false)).toBe('Ctrl K');
    expect(shortcutLabel('Ctrl+K', true)).toBe('⌘K');
    expect(shortcutLabel('Alt+ArrowLeft', false)).toBe('Alt ←');
    expect(shortcutLabel('?', false)).toBe('?');
  });
});
