/** Finds the action of a key. The actions themselves list their keys. */
import type { Action, KeyArea, WebviewKey } from '../../src/protocol/actions/action';
import type { DiagramActionName, RowActionName } from '../../src/protocol/actions/actions';
import { actions, isDiagramAction, isRowAction } from '../../src/protocol/actions/actions';

/**
 * Matches signs that some keyboards type with Alt, or with AltGr, which browsers may report as
 * Control and Alt together.
 */
const sign = /^\p{Punctuation}$/u;

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** @param isLive true while a broker still fills the capture: some keys then differ */
export function actionForKey(
  pressed: Pressed,
  area: KeyArea,
  isLive: boolean,
): DiagramActionName | RowActionName | undefined {
  if (pressed.altKey && !sign.test(pressed.key)) return undefined;
  const key = nameOf(pressed);
  const of = isLive ? 'live' : 'stored';
  const found = keysIn(area).find(each => each.key === key && (each.of ?? of) === of)?.action;
  return found !== undefined && (isDiagramAction(found) || isRowAction(found)) ? found : undefined;
}

/** @returns the keys of an area, each with the name of its action */
export const keysIn = (area: KeyArea): readonly (WebviewKey & { readonly action: string })[] =>
  all.filter(each => each.in.includes(area));

const all = Object.entries<Action>(actions).flatMap(([action, { keys = [] }]) =>
  keys.map(key => ({ ...key, action })),
);

function nameOf({ key, altKey, ctrlKey, metaKey }: Pressed): string {
  const name = key === ' ' ? 'Space' : key;
  return metaKey || (ctrlKey && !altKey) ? `Ctrl+${name}` : name;
}
