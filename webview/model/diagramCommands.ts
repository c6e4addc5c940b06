import type { DiagramCommand } from '../../src/protocol/hostApi';
import type { Diagram } from './diagram';

/** Commands of the palette and of keys, as the diagram carries them out. */
export function runDiagramCommand(
  diagram: Diagram,
  { command, lane }: Pick<DiagramCommand, 'command' | 'lane'>,
): void {
  switch (command) {
    case 'focusFilter':
      return diagram.focusFilter();
    case 'saveFilter':
      return diagram.saveFilter();
    case 'applyFilter':
      return diagram.manageFilters();
    case 'showAll':
      return diagram.clearFilter();
    case 'toggleHighlight':
      return diagram.options.toggleHighlight();
    case 'toggleFold':
      return diagram.options.toggleFold();
    case 'onlyService':
    case 'hideService':
    case 'onlyMethod':
    case 'hideMethod':
    case 'muteMethod':
    case 'onlyExchange':
    case 'onlyQueue':
      return diagram.pick(command, lane);
    case 'toggleFollow':
      return diagram.toggleFollow();
    case 'togglePause':
      return diagram.togglePause();
    case 'clear':
      return diagram.clear();
    case 'bookmark':
      return diagram.editBookmark();
    case 'goToHandler':
      return diagram.goToCode('handler');
    case 'goToCaller':
      return diagram.goToCode('caller');
    case 'peekHandlers':
      return diagram.goToCode('peek');
    case 'toggleBreakpoint':
      return diagram.goToCode('breakpoint');
    case 'copyRow':
      return diagram.copyPart('row');
    case 'copyRowCsv':
      return void diagram.copyTable('csv', 'selected');
    case 'copyRowJson':
      return void diagram.copyTable('json', 'selected');
    case 'copyTableCsv':
      return void diagram.copyTable('csv', 'all');
    case 'copyTableJson':
      return void diagram.copyTable('json', 'all');
    case 'resetColumns':
      diagram.options.columns.value = [];
      return;
    case 'copyValue':
      return diagram.usePicked('value');
    case 'copyPath':
      return diagram.usePicked('path');
    case 'filterByValue':
      return diagram.usePicked('filter');
    case 'openJson':
      return diagram.messages.openJson();
    case 'compareWith':
      return diagram.messages.compare();
    case 'selectForCompare':
      return diagram.messages.choose();
    case 'compareWithSelected':
      return diagram.messages.compareWithChosen();
    case 'nextLike':
      return void diagram.goToLike(1);
    case 'previousLike':
      return void diagram.goToLike(-1);
    case 'copyName':
      return diagram.copyPart('name');
    case 'copyArguments':
      return diagram.copyPart('arguments');
    case 'copyMessageId':
      return diagram.copyPart('messageId');
    case 'copyRequestId':
      return diagram.copyPart('requestId');
    case 'exportExcerpt':
      return diagram.exportRows('rpcscope');
    case 'exportJsonLines':
      return diagram.exportRows('jsonl');
    case 'exportMermaid':
      return diagram.exportRows('mermaid');
    case 'togglePlay':
      return diagram.playback.togglePlay();
    case 'stepForward':
      return void diagram.playback.step('row', 1);
    case 'stepBack':
      return void diagram.playback.step('row', -1);
    case 'nextSpan':
      return void diagram.playback.step('span', 1);
    case 'previousSpan':
      return void diagram.playback.step('span', -1);
    case 'playToNextError':
      return void diagram.playback.step('error', 1);
    case 'playFaster':
      return diagram.playback.changeSpeed(1);
    case 'playSlower':
      return diagram.playback.changeSpeed(-1);
    case 'loopFromHere':
      return diagram.playback.setLoopEnd('from');
    case 'loopToHere':
      return diagram.playback.setLoopEnd('to');
    case 'clearLoop':
      return diagram.playback.clearLoop();
    case 'toggleShortGaps':
      return diagram.playback.toggleShortenedGaps();
    case 'endPlayback':
      return diagram.playback.end();
    case 'nextError':
      return void diagram.goToError(1);
    case 'previousError':
      return void diagram.goToError(-1);
    case 'toggleTable':
      return diagram.options.toggleTable();
    case 'showWaterfall':
      return diagram.show('waterfall');
    case 'showMissing':
      return diagram.show('missing');
    case 'showRequest':
      return diagram.showRequestOfRow();
    case 'showAllRequests':
      return diagram.showAllRequests();
    case 'nextLaneLevel':
      return diagram.nextLaneLevel();
    case 'toggleDetails':
      return diagram.toggleDetails();
    case 'resetLanes':
      return diagram.lanes.reset();
    default:
      console.warn('rpcscope: unknown command', command satisfies never);
  }
}
