/** The key tables that `npm run manifest` writes into the README. */
import type { Action, KeyArea } from '../../protocol/actions/action';
import { actions } from '../../protocol/actions/actions';
import { keyNames } from '../../protocol/actions/keyNames';

const places: readonly { readonly area: KeyArea; readonly words: string }[] = [
  { area: 'tab', words: 'in a diagram' },
  { area: 'rows', words: 'on the rows, in the sequence and in the table' },
  { area: 'waterfall', words: 'in the waterfall' },
  { area: 'player', words: 'in the playback bar' },
  { area: 'details', words: 'in the details' },
  { area: 'values', words: 'on a value in the details' },
  { area: 'filterBox', words: 'in the filter box' },
];

/** One table for each place, in Markdown. An action stands in the first place where it is heard. */
export const keyTables = (all: readonly Action[] = Object.values(actions)): string =>
  places
    .map(({ area, words }) =>
      tableOf(
        words,
        all.filter(each => placeOf(each) === area),
      ),
    )
    .filter(table => table !== '')
    .join('\n\n');

const placeOf = (action: Action): KeyArea | undefined =>
  action.keys?.[0]?.in[0] ?? (keyNames(action).length > 0 ? 'tab' : undefined);

function tableOf(words: string, heard: readonly Action[]): string {
  if (heard.length === 0) return '';
  const lines = heard.map(action => `| ${keysOf(action).join(' or ')} | ${wordsOf(action)} |`);
  return [`| key | ${words} |`, '| --- | --- |', ...lines].join('\n');
}

function wordsOf({ title, keys = [] }: Action): string {
  const only = keys[0]?.of;
  return only === undefined ? title : `${title} (${only} capture)`;
}

const keysOf = (action: Action): readonly string[] => keyNames(action).map(shownKey);

const signs: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** Shows `shift+f8` as `Shift+F8`; a single letter keeps its case, since `n` and `N` differ. */
function shownKey(key: string): string {
  const parts = key.split('+');
  const words =
    parts.length === 1 && key.length === 1
      ? key
      : parts.map(part => signs[part] ?? part.charAt(0).toUpperCase() + part.slice(1)).join('+');
  return `<kbd>${words}</kbd>`;
}
