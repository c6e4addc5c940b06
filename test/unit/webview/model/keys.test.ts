import { describe, expect, test } from 'vitest';
import { actionForKey, keysIn } from '../../../../webview/model/keys';

const press = (key: string, ...held: ('shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey')[]) => ({
  key,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...Object.fromEntries(held.map(each => [each, true])),
});

describe('a key', () => {
  test('leads to the action that names it', () => {
    expect(actionForKey(press('n'), 'rows', false)).toBe('nextError');
    expect(actionForKey(press('N'), 'rows', false)).toBe('previousError');
    expect(actionForKey(press('ArrowDown'), 'rows', false)).toBe('nextRow');
  });

  test('does nothing in an area that its action does not list', () => {
    expect(actionForKey(press('n'), 'details', false)).toBeUndefined();
    expect(actionForKey(press('b'), 'player', false)).toBeUndefined();
  });

  test('can have one meaning for a live capture and another for a stored one', () => {
    expect(actionForKey(press(' '), 'rows', true)).toBe('togglePause');
    expect(actionForKey(press(' '), 'rows', false)).toBe('togglePlay');
    expect(actionForKey(press('.'), 'rows', true)).toBeUndefined();
  });

  test('with Control or Command is another key', () => {
    expect(actionForKey(press('c', 'ctrlKey'), 'rows', false)).toBe('copyRow');
    expect(actionForKey(press('c', 'metaKey'), 'rows', false)).toBe('copyRow');
    expect(actionForKey(press('n', 'ctrlKey'), 'rows', false)).toBeUndefined();
  });

  test('with Shift is another key when it is a function key', () => {
    expect(actionForKey(press('F3'), 'waterfall', false)).toBe('nextSpanMatch');
    expect(actionForKey(press('F3', 'shiftKey'), 'waterfall', false)).toBe('previousSpanMatch');
    expect(actionForKey(press('*', 'shiftKey'), 'waterfall', false)).toBe('expandAll');
  });

  test('with Alt is left to VS Code', () => {
    expect(actionForKey(press('n', 'altKey'), 'rows', false)).toBeUndefined();
    expect(actionForKey(press('n', 'ctrlKey', 'altKey'), 'rows', false)).toBeUndefined();
  });

  test('may be a sign that is typed with Alt or AltGr', () => {
    expect(actionForKey(press('/'), 'tab', false)).toBe('focusFilter');
    expect(actionForKey(press('/', 'altKey'), 'tab', false)).toBe('focusFilter');
    expect(actionForKey(press('/', 'ctrlKey', 'altKey'), 'tab', false)).toBe('focusFilter');
    expect(actionForKey(press('/', 'ctrlKey'), 'tab', false)).toBeUndefined();
    expect(actionForKey(press('/', 'metaKey'), 'tab', false)).toBeUndefined();
    expect(actionForKey(press('/', 'metaKey', 'altKey'), 'tab', false)).toBeUndefined();
  });
});

test('the filter box hears its own keys only', () => {
  expect(keysIn('filterBox').map(({ action }) => action)).toEqual([
    'applyTyped',
    'applyTyped',
    'olderFilter',
    'newerFilter',
    'clearFilter',
    'completeFilter',
  ]);
});
