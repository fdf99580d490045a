/** What a combination of keys asks for, wherever one is. */
export type Shortcut = 'jump' | 'settings' | 'undo';

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const byKey: Readonly<Record<string, Shortcut>> = { k: 'jump', ',': 'settings', z: 'undo' };

/** Undefined for everything that is not ours, so that it does what it always does. */
export function toShortcut(pressed: Pressed, isTyping: boolean): Shortcut | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = pressed;
  if (ctrlKey === metaKey || altKey || shiftKey) return undefined;
  const found = Object.hasOwn(byKey, key.toLowerCase()) ? byKey[key.toLowerCase()] : undefined;
  // Where somebody types, that takes back what was typed.
  return found === 'undo' && isTyping ? undefined : found;
}

/** True for a place that takes what is typed. */
export const isTypingIn = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select'));

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

/** The name of the key that goes with the letter. */
export const modifier: string = isMac ? '⌘' : 'Ctrl';
