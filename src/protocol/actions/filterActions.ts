import { defineActions } from './action';
import { inDiagramTitle, onFilterableValue, onRow, onRowOrLane } from './menus';

export const filterActions = defineActions({
  focusFilter: {
    id: 'rpcscope.diagram.focusFilter',
    title: 'Focus Filter',
    runsIn: 'diagram',
    keybinding: { key: 'ctrl+f', mac: 'cmd+f' },
    keys: [{ key: '/', in: ['tab'] }],
  },
  filterByValue: {
    id: 'rpcscope.details.filterByValue',
    title: 'Filter by This Value',
    runsIn: 'diagram',
    palette: false,
    menus: [onFilterableValue('1_filter@1')],
    keys: [{ key: 'f', in: ['values'] }],
  },
  saveFilter: {
    id: 'rpcscope.filters.save',
    title: 'Save Filter…',
    runsIn: 'diagram',
    menus: [inDiagramTitle('3_filter@1')],
  },
  applyFilter: {
    id: 'rpcscope.filters.apply',
    title: 'Apply Saved Filter…',
    runsIn: 'diagram',
    menus: [inDiagramTitle('3_filter@2')],
  },
  showAll: {
    id: 'rpcscope.filters.showAll',
    title: 'Show All Rows',
    runsIn: 'diagram',
  },
  toggleHighlight: {
    id: 'rpcscope.filters.toggleHighlight',
    title: 'Toggle Highlight',
    runsIn: 'diagram',
  },
  toggleFold: {
    id: 'rpcscope.filters.toggleFold',
    title: 'Toggle Noise Folding',
    runsIn: 'diagram',
  },
  onlyService: {
    id: 'rpcscope.filters.onlyService',
    title: 'Show Only This Service',
    runsIn: 'diagram',
    palette: false,
    menus: [onRowOrLane('4_service@1')],
  },
  hideService: {
    id: 'rpcscope.filters.hideService',
    title: 'Hide This Service',
    runsIn: 'diagram',
    palette: false,
    menus: [onRowOrLane('4_service@2')],
  },
  onlyMethod: {
    id: 'rpcscope.filters.onlyMethod',
    title: 'Show Only This Method',
    runsIn: 'diagram',
    palette: false,
    menus: [onRow('3_method@1')],
  },
  hideMethod: {
    id: 'rpcscope.filters.hideMethod',
    title: 'Hide This Method',
    runsIn: 'diagram',
    palette: false,
    menus: [onRow('3_method@2')],
  },
  muteMethod: {
    id: 'rpcscope.filters.muteMethod',
    title: 'Mute This Method',
    runsIn: 'diagram',
    palette: false,
    menus: [onRow('3_method@3')],
  },
  onlyExchange: {
    id: 'rpcscope.filters.onlyExchange',
    title: 'Show Only This Exchange',
    runsIn: 'diagram',
    palette: false,
    menus: [onRow('5_place@1')],
  },
  onlyQueue: {
    id: 'rpcscope.filters.onlyQueue',
    title: 'Show Only This Queue',
    runsIn: 'diagram',
    palette: false,
    menus: [onRow('5_place@2')],
  },
  unmuteMethods: {
    id: 'rpcscope.filters.unmute',
    title: 'Unmute Methods…',
    runsIn: 'host',
    takes: 'nothing',
    menus: [inDiagramTitle('3_filter@3')],
  },
});
