/** Finds the action of a key. The actions themselves list their keys. */
import type { Action, KeyArea, WebviewKey } from '../../src/protocol/actions/action';
import type {
  DiagramActionName,
  RowActionName,
  WaterfallActionName,
} from '../../src/protocol/actions/actions';
import {
  actions,
  isDiagramAction,
  isRowAction,
  isWaterfallAction,
} from '../../src/protocol/actions/actions';

/**
 * Matches signs that some keyboards type with Alt, or with AltGr, which browsers may report as
 * Control and Alt together.
 */
const sign = /^\p{Punctuation}$/u;

/** Matches keys that type no sign which Shift could change. */
const functionKey = /^F\d+$/;

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** An action that keys outside of the filter box trigger. */
export type KeyedActionName = DiagramActionName | RowActionName | WaterfallActionName;

/** @param isLive true while a broker still fills the capture: some keys then differ */
export function actionForKey(
  pressed: Pressed,
  area: KeyArea,
  isLive: boolean,
): KeyedActionName | undefined {
  if (pressed.altKey && !sign.test(pressed.key)) return undefined;
  const key = nameOf(pressed);
  const of = isLive ? 'live' : 'stored';
  const found = keysIn(area).find(each => each.key === key && (each.of ?? of) === of)?.action;
  if (found === undefined) return undefined;
  const isKeyed = isDiagramAction(found) || isRowAction(found) || isWaterfallAction(found);
  return isKeyed ? found : undefined;
}

/** @returns the keys of an area, each with the name of its action */
export const keysIn = (area: KeyArea): readonly (WebviewKey & { readonly action: string })[] =>
  all.filter(each => each.in.includes(area));

const all = Object.entries<Action>(actions).flatMap(([action, { keys = [] }]) =>
  keys.map(key => ({ ...key, action })),
);

function nameOf({ key, shiftKey, altKey, ctrlKey, metaKey }: Pressed): string {
  const name = key === ' ' ? 'Space' : shiftKey && functionKey.test(key) ? `Shift+${key}` : key;
  return metaKey || (ctrlKey && !altKey) ? `Ctrl+${name}` : name;
}
