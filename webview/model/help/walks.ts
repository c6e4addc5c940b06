/** Sentences about each view, and about the ways to move in it. */
import type { ViewMode } from '../state/uiState';
import type { KeysOf } from './keyWords';

interface Walk {
  readonly about: readonly string[];
  readonly moves: readonly string[];
  /** Ways to details where they differ from those of rows. */
  readonly details?: readonly string[];
  /** Ways to the code where they differ from those of rows. */
  readonly code?: readonly string[];
}

const sequence = (keys: KeysOf, isLive: boolean): Walk => ({
  about: [
    'This is the sequence: a list of messages in order of time. Each row is one message with its kind, its name, its sender and receivers, its state and its time.',
    'Arrows between lanes are drawn beside the times. All that they show is read with the selected row.',
  ],
  moves: [
    ...rowMoves(keys, isLive),
    'The toolbar Lanes holds the heads of the lanes. Left Arrow and Right Arrow walk them, with Alt they move a lane, and Delete hides it.',
  ],
});

const table = (keys: KeysOf, isLive: boolean): Walk => ({
  about: [
    'This is the table: the messages of the sequence as rows with columns, which you can choose and sort.',
  ],
  moves: [
    ...rowMoves(keys, isLive),
    'The headings of the columns are before the rows in the order of Tab. Left Arrow and Right Arrow walk them, and Enter sorts. With Alt the arrow keys move a column, and with Shift they change its width. The context menu key opens the list of columns.',
  ],
});

const rowMoves = (keys: KeysOf, isLive: boolean): readonly string[] => [
  `${keys('nextRow')} and ${keys('previousRow')} select the next and the previous row, ${keys('pageDown')} and ${keys('pageUp')} one that is a page away, ${keys('firstRow')} and ${keys('lastRow')} the first and the last row.`,
  `${keys('nextInSpan')} goes along the messages of a call, as from the call to its reply, and ${keys('previousInSpan')} goes back. On a row of folded messages they open and close it.`,
  `${keys('nextError')} and ${keys('previousError')} go to the next and the previous error, ${keys('nextGap')} and ${keys('previousGap')} to gaps of the recording, ${keys('nextOfSameMethod')} and ${keys('previousOfSameMethod')} to messages of the same method.`,
  `${keys('nextHighlighted')} and ${keys('previousHighlighted')} go to the next and the previous row that the filter highlights, and its number is read.`,
  `${keys('setTimeReference')} lets times count from the selected row, and ${keys('clearTimeReference')} from the beginning again. ${keys('bookmark')} sets a bookmark.`,
  isLive
    ? `${keys('lastRow')} also follows new messages. ${keys('togglePause')} holds the list while the capture goes on, and lets it go on.`
    : `${keys('togglePlay')} plays the capture as if it were live. ${keys('stepForward')} and ${keys('stepBack')} step through it.`,
];

const waterfall = (keys: KeysOf): Walk => ({
  about: [
    'This is the waterfall: the spans of one request as a tree. A span is a call with its reply, or another message. Those that it caused are below it.',
    'Each span is read with its name, its state, its route, its beginning and length, and whether the request waited for it.',
  ],
  moves: [
    'Down Arrow and Up Arrow select the next and the previous span. Right Arrow opens a branch or goes into it, and Left Arrow closes it or goes to its parent. Home and End go to the first and the last span.',
    `${keys('collapseToDepth1')}, ${keys('collapseToDepth2')} and ${keys('collapseToDepth3')} collapse the tree to one, two and three levels, ${keys('expandAll')} opens all branches, and the number of lines is read.`,
    `${keys('searchSpans')} searches the spans by name, service and host. ${keys('nextSpanMatch')} and ${keys('previousSpanMatch')} go to the next and the previous match.`,
    `${keys('zoomIn')} and ${keys('zoomOut')} zoom the axis of time, ${keys('showWholeRequest')} shows the whole request, and the range is read.`,
    `${keys('setTimeReference')} lets times count from the selected span, and ${keys('clearTimeReference')} from the beginning again.`,
  ],
});

const noRows = (sentence: string): Pick<Walk, 'details' | 'code'> => ({
  details: [sentence, 'Choose the sequence or the table for details: they are about a row.'],
  code: [
    'The keys that lead to the code are about a selected row. Choose the sequence or the table first.',
  ],
});

const statistics = (): Walk => ({
  about: [
    'This is the table of statistics: one line for each method, pair of services or service, with counts, errors and durations. The group A line for each of the, above the table, chooses which.',
  ],
  moves: [
    'Down Arrow and Up Arrow go to the next and the previous line, Page Down and Page Up by a page, Home and End to the first and the last line. Tab reaches the headings, which sort.',
  ],
  ...noRows('Enter on a line reduces the diagram to its messages, and Escape takes that back.'),
});

const map = (): Walk => ({
  about: [
    'This is the map of services, which is read as the list Traffic between lanes: each service, followed by the connections that leave it, with counts and errors.',
  ],
  moves: [
    'On a service, Down Arrow and Up Arrow go to the next and the previous service, Right Arrow to the connections that leave it, and Left Arrow to one that leads to it.',
    'On a connection, Down Arrow and Up Arrow go to the next and the previous one of the same service, Right Arrow to its receiver, and Left Arrow to its sender. On a group of hosts, Right Arrow opens it and Left Arrow closes it.',
    'Plus and Minus zoom the picture, and 0 shows the whole of it.',
  ],
  ...noRows(
    'Enter on a service or a connection reduces the diagram to its messages, and Escape takes that back.',
  ),
});

const problems = (): Walk => ({
  about: [
    'These are the problems of the capture, under a heading for each kind: calls that failed or were not answered, messages that nobody took, and more. Each has a sentence that says what happened.',
  ],
  moves: [
    'Down Arrow and Up Arrow go to the next and the previous problem. Enter opens a case of several problems.',
  ],
  details: ['Enter on a single problem selects its row in the sequence, where the details are.'],
  code: [
    'The keys that lead to the code are about a selected row: press Enter on a problem first.',
  ],
});

/** The words of each view, with the keys of the present capture. */
export const walks: Readonly<Record<ViewMode, (keys: KeysOf, isLive: boolean) => Walk>> = {
  sequence,
  table,
  waterfall,
  statistics,
  map,
  problems,
};
