/** The help for people who use a screen reader or the keyboard alone: plain sentences about each view. */
import { actions } from '../../../src/protocol/actions/actions';
import type { ViewMode } from '../state/uiState';
import type { KeysOf } from './keyWords';
import { keyWords } from './keyWords';
import { walks } from './walks';

export interface HelpPart {
  readonly title: string;
  readonly sentences: readonly string[];
}

export interface HelpOptions {
  readonly view: ViewMode;
  /** True while a broker still fills the capture: some keys then differ. */
  readonly isLive: boolean;
  readonly isMac: boolean;
}

/** @returns the parts in the order in which they are read */
export function accessibilityHelp({ view, isLive, isMac }: HelpOptions): readonly HelpPart[] {
  const keys: KeysOf = name => keyWords(actions[name], isMac);
  const walk = walks[view](keys, isLive);
  return [
    { title: 'This view', sentences: walk.about },
    { title: 'Move', sentences: walk.moves },
    { title: 'Read details', sentences: walk.details ?? detailsOf(keys) },
    { title: 'Filter', sentences: filterOf(keys) },
    { title: 'Go to the code', sentences: walk.code ?? codeOf(keys) },
    { title: 'Elsewhere', sentences: elsewhere(keys, isMac) },
  ];
}

const detailsOf = (keys: KeysOf): readonly string[] => [
  `${keys('openRow')} opens the details of the selected row. They are the region Details, which Tab reaches after the rows.`,
  'They begin with what became of the message, in a sentence, and buttons for the message. Tabs with arguments, context, result, properties and the raw body follow.',
  `Arguments and results are trees: the arrow keys walk them, open and close. On a value, ${keys('copyValue')} copies it, ${keys('copyPath')} copies its path, and ${keys('filterByValue')} filters by it.`,
  `${keys('closeDetails')} closes the details, and the focus returns to the rows.`,
];

const filterOf = (keys: KeysOf): readonly string[] => [
  `${keys('focusFilter')} goes to the filter box. Type words, or a field with a value, such as method:build. ${keys('completeFilter')} lists fields and values.`,
  `${keys('applyTyped')} applies the filter and goes to the rows, and the number of rows that are left is read. ${keys('clearFilter')} clears it. ${keys('olderFilter')} and ${keys('newerFilter')} bring back filters that were used.`,
  'The context menu of a row shows only its service, method, exchange or queue, or hides them.',
];

const codeOf = (keys: KeysOf): readonly string[] => [
  `${keys('goToHandler')} opens the code that handles the selected message. ${keys('goToCaller')} opens the line that sent it. ${keys('peekHandlers')} lists all possible handlers.`,
];

const elsewhere = (keys: KeysOf, isMac: boolean): readonly string[] => [
  'The list of tabs View at the top of the diagram chooses the view: Sequence, Waterfall, Table, Statistics, Map or Problems. In the table each row has cells with headings.',
  `${keys('goTo')} asks for an ID or a name, and goes to it. ${keys('toggleLegend')} opens the legend.`,
  `Every command is in the command palette, which ${isMac ? 'Command' : 'Control'}+Shift+P opens, under RPC Scope. The keyboard shortcuts editor of VS Code changes the keys of commands.`,
  `${keys('accessibilityHelp')} opens this help. Escape closes it, and the focus returns to where it was.`,
];
