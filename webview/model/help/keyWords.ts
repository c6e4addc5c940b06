/** Keys in words, for screen readers, which may leave out signs. */
import type { Action } from '../../../src/protocol/actions/action';
import type { actions } from '../../../src/protocol/actions/actions';
import { keyNames } from '../../../src/protocol/actions/keyNames';

const names: Readonly<Record<string, string>> = {
  ArrowUp: 'Up Arrow',
  ArrowDown: 'Down Arrow',
  ArrowLeft: 'Left Arrow',
  ArrowRight: 'Right Arrow',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  ctrl: 'Control',
  cmd: 'Command',
  alt: 'Alt',
  shift: 'Shift',
  '?': 'Question Mark',
  '/': 'Slash',
  '.': 'Period',
  ',': 'Comma',
  '[': 'Left Bracket',
  ']': 'Right Bracket',
  '*': 'Asterisk',
  '+': 'Plus',
  '-': 'Minus',
  '=': 'Equals',
};

/** Says the keys of an action, as the table of actions has them. */
export type KeysOf = (name: keyof typeof actions) => string;

/** The keys of an action in words: `N or F8`. */
export const keyWords = (action: Action, isMac: boolean): string =>
  keyNames(action, isMac).map(wordsOf).join(' or ');

function wordsOf(key: string): string {
  if (/^[A-Z]$/.test(key)) return `Shift+${key}`;
  // The plus sign is a key itself, and stands between keys.
  if (key.length === 1) return names[key] ?? key.toUpperCase();
  return key
    .split('+')
    .map(part => names[part] ?? names[part.toLowerCase()] ?? capitalized(part))
    .join('+');
}

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
