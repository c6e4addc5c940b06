import type { Action } from './action';

/**
 * Keys of an action, as the actions spell them: first those that the diagram hears, then that of the workbench.
 *
 * @param isMac true for a Mac, where Command takes the place of Control
 */
export function keyNames(action: Action, isMac = false): readonly string[] {
  const heard = (action.keys ?? []).map(({ key, in: areas }) =>
    isMac && !areas.includes('filterBox') ? key.replace('Ctrl+', 'Cmd+') : key,
  );
  if (!('keybinding' in action)) return heard;
  const { key, mac = key } = action.keybinding;
  return [...heard, isMac ? mac : key];
}
