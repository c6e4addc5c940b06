import type { DiagramActionName } from '../../src/protocol/actions/actions';
import { isDiagramAction } from '../../src/protocol/actions/actions';
import type { Diagram } from './diagram';

/** Runs a command of the palette, a menu or a key. */
export function runDiagramCommand(
  diagram: Diagram,
  command: DiagramActionName,
  lane?: string,
): void {
  if (isDiagramAction(command)) void handlers[command](diagram, lane);
  else console.warn('rpcscope: unknown command', command satisfies never);
}

/**
 * @param lane key of the lane that a menu was opened on; default: the sender of the selected row
 */
type Handler = (diagram: Diagram, lane: string | undefined) => unknown;

/** Handlers of the diagram's actions. */
const handlers: Readonly<Record<DiagramActionName, Handler>> = {
  focusFilter: diagram => diagram.filter.focus(),
  saveFilter: diagram => diagram.filter.save(),
  applyFilter: diagram => diagram.filter.manageSaved(),
  showAll: diagram => diagram.filter.showEverything(),
  toggleHighlight: diagram => diagram.options.toggleHighlight(),
  nextHighlighted: diagram => diagram.highlights.go(1),
  previousHighlighted: diagram => diagram.highlights.go(-1),
  toggleFold: diagram => diagram.options.toggleFold(),
  onlyService: (diagram, lane) => diagram.messages.filterBy('onlyService', lane),
  hideService: (diagram, lane) => diagram.messages.filterBy('hideService', lane),
  onlyMethod: (diagram, lane) => diagram.messages.filterBy('onlyMethod', lane),
  hideMethod: (diagram, lane) => diagram.messages.filterBy('hideMethod', lane),
  muteMethod: (diagram, lane) => diagram.messages.filterBy('muteMethod', lane),
  onlyExchange: (diagram, lane) => diagram.messages.filterBy('onlyExchange', lane),
  onlyQueue: (diagram, lane) => diagram.messages.filterBy('onlyQueue', lane),
  toggleFollow: diagram => diagram.live.toggleFollow(),
  togglePause: diagram => diagram.live.togglePause(),
  clear: diagram => diagram.capture.runAction('clear'),
  bookmark: diagram => diagram.messages.editBookmark(),
  goToHandler: diagram => diagram.code.goTo('handler'),
  goToCaller: diagram => diagram.code.goTo('caller'),
  peekHandlers: diagram => diagram.code.goTo('peek'),
  toggleBreakpoint: diagram => diagram.code.goTo('breakpoint'),
  copyRow: diagram => diagram.copying.copyPart('row'),
  copyRowCsv: diagram => diagram.copying.copyRowAs('csv'),
  copyRowJson: diagram => diagram.copying.copyRowAs('json'),
  copyTableCsv: diagram => diagram.copying.copyTableAs('csv'),
  copyTableJson: diagram => diagram.copying.copyTableAs('json'),
  resetColumns: diagram => (diagram.options.columns.value = []),
  copyValue: diagram => diagram.copying.copyPicked('value'),
  copyPath: diagram => diagram.copying.copyPicked('path'),
  filterByValue: diagram => diagram.copying.filterByPicked(),
  openJson: diagram => diagram.messages.openJson(),
  compareWith: diagram => diagram.messages.compare(),
  selectForCompare: diagram => diagram.messages.choose(),
  compareWithSelected: diagram => diagram.messages.compareWithChosen(),
  nextOfSameMethod: diagram => diagram.navigator.goToSameMethod(1),
  previousOfSameMethod: diagram => diagram.navigator.goToSameMethod(-1),
  copyName: diagram => diagram.copying.copyPart('name'),
  copyArguments: diagram => diagram.copying.copyPart('arguments'),
  copyMessageId: diagram => diagram.copying.copyPart('messageId'),
  copyRequestId: diagram => diagram.copying.copyPart('requestId'),
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
  toggleShortPauses: diagram => diagram.playback.toggleShortPauses(),
  endPlayback: diagram => diagram.playback.end(),
  nextError: diagram => diagram.navigator.goToError(1),
  previousError: diagram => diagram.navigator.goToError(-1),
  nextGap: diagram => diagram.navigator.goToGap(1),
  previousGap: diagram => diagram.navigator.goToGap(-1),
  toggleTable: diagram => diagram.options.toggleTable(),
  showWaterfall: diagram => diagram.options.show('waterfall'),
  showProblems: diagram => diagram.options.show('problems'),
  showRequest: diagram => diagram.navigator.showRequestOfRow(),
  showAllRequests: diagram => diagram.filter.showAllRequests(),
  nextTimeFormat: diagram => diagram.requests.nextTimeFormat(),
  setTimeReference: diagram => diagram.reference.set(),
  clearTimeReference: diagram => diagram.reference.clear(),
  toggleLegend: diagram => diagram.options.toggleLegend(),
  accessibilityHelp: diagram => (diagram.options.isHelpOpen.value = true),
  nextLaneLevel: diagram => diagram.lanes.showNextLevel(),
  toggleDetails: diagram => diagram.details.toggle(),
  resetLanes: diagram => diagram.lanes.reset(),
};
