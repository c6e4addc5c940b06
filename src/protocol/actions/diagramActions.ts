import { defineActions } from './action';
import { contextKeys, isLiveDiagram } from './conditions';
import { inDiagramTitle, inTitleOf, onRequestRow, onRow } from './menus';

export const diagramActions = defineActions({
  goTo: {
    id: 'rpcscope.diagram.goTo',
    title: 'Go to…',
    icon: 'search',
    runsIn: 'host',
    takes: 'nothing',
    palette: contextKeys.hasDiagram,
    menus: [
      inTitleOf('requests', 'navigation@3', contextKeys.hasDiagram),
      inDiagramTitle('0_go@1'),
    ],
    keybinding: { key: 'ctrl+g', mac: 'ctrl+g' },
  },
  showLog: {
    id: 'rpcscope.log.show',
    title: 'Show Log',
    icon: 'output',
    runsIn: 'host',
    takes: 'nothing',
    menus: [inTitleOf('brokers', '2_log@1')],
  },
  toggleFollow: {
    id: 'rpcscope.diagram.toggleFollow',
    title: 'Toggle Follow',
    runsIn: 'diagram',
  },
  togglePause: {
    id: 'rpcscope.diagram.togglePause',
    title: 'Toggle Pause of View',
    runsIn: 'diagram',
    palette: isLiveDiagram,
    menus: [inDiagramTitle('5_live@1', isLiveDiagram)],
    keys: [{ key: 'Space', in: ['rows', 'player'], of: 'live' }],
  },
  clear: {
    id: 'rpcscope.diagram.clear',
    title: 'Clear Rows',
    runsIn: 'diagram',
    palette: isLiveDiagram,
    menus: [inDiagramTitle('5_live@3', isLiveDiagram)],
  },
  resetColumns: {
    id: 'rpcscope.table.resetColumns',
    title: 'Reset Table Columns',
    runsIn: 'diagram',
  },
  nextOfSameMethod: {
    // Users' key bindings hold this id and the next one, so both keep their old names.
    id: 'rpcscope.diagram.nextLike',
    title: 'Next Message of This Method',
    runsIn: 'diagram',
    menus: [onRow('3_method@4')],
    keys: [{ key: 'm', in: ['rows', 'details'] }],
  },
  previousOfSameMethod: {
    id: 'rpcscope.diagram.previousLike',
    title: 'Previous Message of This Method',
    runsIn: 'diagram',
    menus: [onRow('3_method@5')],
    keys: [{ key: 'M', in: ['rows', 'details'] }],
  },
  nextError: {
    id: 'rpcscope.diagram.nextError',
    title: 'Go to Next Error',
    runsIn: 'diagram',
    menus: [inDiagramTitle('1_errors@2')],
    keybinding: { key: 'f8' },
    keys: [{ key: 'n', in: ['rows', 'player'] }],
  },
  previousError: {
    id: 'rpcscope.diagram.previousError',
    title: 'Go to Previous Error',
    runsIn: 'diagram',
    menus: [inDiagramTitle('1_errors@1')],
    keybinding: { key: 'shift+f8' },
    keys: [{ key: 'N', in: ['rows', 'player'] }],
  },
  nextGap: {
    id: 'rpcscope.diagram.nextGap',
    title: 'Go to Next Gap',
    runsIn: 'diagram',
    keys: [{ key: 'g', in: ['rows', 'player'] }],
  },
  previousGap: {
    id: 'rpcscope.diagram.previousGap',
    title: 'Go to Previous Gap',
    runsIn: 'diagram',
    keys: [{ key: 'G', in: ['rows', 'player'] }],
  },
  toggleTable: {
    id: 'rpcscope.diagram.toggleTable',
    title: 'Toggle Table',
    runsIn: 'diagram',
    menus: [inDiagramTitle('2_view@1')],
  },
  showWaterfall: {
    id: 'rpcscope.diagram.showWaterfall',
    title: 'Show Request as Waterfall',
    runsIn: 'diagram',
    menus: [onRequestRow('2_request@2'), inDiagramTitle('2_view@4')],
  },
  showProblems: {
    id: 'rpcscope.diagram.showProblems',
    title: 'Show Problems',
    runsIn: 'diagram',
    menus: [inDiagramTitle('1_errors@3')],
  },
  showRequest: {
    id: 'rpcscope.diagram.showRequest',
    title: 'Show Only This Request',
    runsIn: 'diagram',
    menus: [onRequestRow('2_request@1'), inDiagramTitle('3_request@1')],
  },
  showAllRequests: {
    id: 'rpcscope.diagram.showAllRequests',
    title: 'Show All Requests',
    runsIn: 'diagram',
    menus: [inDiagramTitle('3_request@2')],
  },
  nextLaneLevel: {
    id: 'rpcscope.diagram.nextLaneLevel',
    title: 'Change Lane Grouping',
    runsIn: 'diagram',
    menus: [inDiagramTitle('2_view@5')],
  },
  toggleDetails: {
    id: 'rpcscope.diagram.toggleDetails',
    title: 'Toggle Details',
    runsIn: 'diagram',
    menus: [inDiagramTitle('2_view@2')],
  },
  resetLanes: {
    id: 'rpcscope.diagram.resetLanes',
    title: 'Reset Lane Order',
    runsIn: 'diagram',
    menus: [inDiagramTitle('2_view@3')],
  },
});
