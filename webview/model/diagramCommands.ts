import type { DiagramActionName } from '../../src/protocol/actions/actions';
import { isDiagramAction } from '../../src/protocol/actions/actions';
import type { DiagramCommand } from '../../src/protocol/hostApi';
import type { Diagram } from './diagram';

/** Runs a command of the palette, a menu or a key. */
export function runDiagramCommand(
  diagram: Diagram,
  { command, lane }: Pick<DiagramCommand, 'command' | 'lane'>,
): void {
  if (isDiagramAction(command)) void handlers[command](diagram, lane);
  else console.warn('rpcscope: unknown command', command satisfies never);
}

/** @param lane key of the lane that a menu was opened on; default: that of the selected row */
type Handler = (diagram: Diagram, lane: string | undefined) => unknown;

/** What each action of the diagram does. */
const handlers: Readonly<Record<DiagramActionName, Handler>> = {
  focusFilter: diagram => diagram.focusFilter(),
  saveFilter: diagram => diagram.saveFilter(),
  applyFilter: diagram => diagram.manageFilters(),
  showAll: diagram => diagram.clearFilter(),
  toggleHighlight: diagram => diagram.options.toggleHighlight(),
  toggleFold: diagram => diagram.options.toggleFold(),
  onlyService: (diagram, lane) => diagram.pick('onlyService', lane),
  hideService: (diagram, lane) => diagram.pick('hideService', lane),
  onlyMethod: (diagram, lane) => diagram.pick('onlyMethod', lane),
  hideMethod: (diagram, lane) => diagram.pick('hideMethod', lane),
  muteMethod: (diagram, lane) => diagram.pick('muteMethod', lane),
  onlyExchange: (diagram, lane) => diagram.pick('onlyExchange', lane),
  onlyQueue: (diagram, lane) => diagram.pick('onlyQueue', lane),
  toggleFollow: diagram => diagram.toggleFollow(),
  togglePause: diagram => diagram.togglePause(),
  clear: diagram => diagram.clear(),
  bookmark: diagram => diagram.editBookmark(),
  goToHandler: diagram => diagram.goToCode('handler'),
  goToCaller: diagram => diagram.goToCode('caller'),
  peekHandlers: diagram => diagram.goToCode('peek'),
  toggleBreakpoint: diagram => diagram.goToCode('breakpoint'),
  copyRow: diagram => diagram.copyPart('row'),
  copyRowCsv: diagram => diagram.copyTable('csv', 'selected'),
  copyRowJson: diagram => diagram.copyTable('json', 'selected'),
  copyTableCsv: diagram => diagram.copyTable('csv', 'all'),
  copyTableJson: diagram => diagram.copyTable('json', 'all'),
  resetColumns: diagram => (diagram.options.columns.value = []),
  copyValue: diagram => diagram.usePicked('value'),
  copyPath: diagram => diagram.usePicked('path'),
  filterByValue: diagram => diagram.usePicked('filter'),
  openJson: diagram => diagram.messages.openJson(),
  compareWith: diagram => diagram.messages.compare(),
  selectForCompare: diagram => diagram.messages.choose(),
  compareWithSelected: diagram => diagram.messages.compareWithChosen(),
  nextLike: diagram => diagram.goToLike(1),
  previousLike: diagram => diagram.goToLike(-1),
  copyName: diagram => diagram.copyPart('name'),
  copyArguments: diagram => diagram.copyPart('arguments'),
  copyMessageId: diagram => diagram.copyPart('messageId'),
  copyRequestId: diagram => diagram.copyPart('requestId'),
  togglePlay: diagram => diagram.playback.togglePlay(),
  stepForward: diagram => diagram.playback.step('row', 1),
  stepBack: diagram => diagram.playback.step('row', -1),
  nextSpan: diagram => diagram.playback.step('span', 1),
  previousSpan: diagram => diagram.playback.step('span', -1),
  playToNextError: diagram => diagram.playback.step('error', 1),
  playFaster: diagram => diagram.playback.changeSpeed(1),
  playSlower: diagram => diagram.playback.changeSpeed(-1),
  loopFromHere: diagram => diagram.playback.setLoopEnd('from'),
  loopToHere: diagram => diagram.playback.setLoopEnd('to'),
  clearLoop: diagram => diagram.playback.clearLoop(),
  toggleShortGaps: diagram => diagram.playback.toggleShortenedGaps(),
  endPlayback: diagram => diagram.playback.end(),
  nextError: diagram => diagram.goToError(1),
  previousError: diagram => diagram.goToError(-1),
  toggleTable: diagram => diagram.options.toggleTable(),
  showWaterfall: diagram => diagram.show('waterfall'),
  showMissing: diagram => diagram.show('missing'),
  showRequest: diagram => diagram.showRequestOfRow(),
  showAllRequests: diagram => diagram.showAllRequests(),
  nextLaneLevel: diagram => diagram.nextLaneLevel(),
  toggleDetails: diagram => diagram.toggleDetails(),
  resetLanes: diagram => diagram.lanes.reset(),
};
