import { defineActions } from './action';
import { contextKeys, requestItems } from './conditions';
import { inTitleOf, onItemOf } from './menus';

export const requestActions = defineActions({
  filterRequests: {
    id: 'rpcscope.requests.filter',
    title: 'Filter Requests…',
    icon: 'filter',
    runsIn: 'host',
    takes: 'nothing',
    palette: contextKeys.hasDiagram,
    menus: [inTitleOf('requests', 'navigation@1', contextKeys.hasDiagram)],
  },
  openRequest: {
    id: 'rpcscope.requests.open',
    title: 'Show Request',
    icon: 'type-hierarchy',
    runsIn: 'host',
    takes: 'request',
    palette: false,
    menus: [onItemOf('requests', [requestItems.request], '1_open@1')],
  },
  openMessage: {
    id: 'rpcscope.requests.openMessage',
    title: 'Go to Message',
    icon: 'arrow-right',
    runsIn: 'host',
    takes: 'message',
    palette: false,
    menus: [onItemOf('requests', [requestItems.work], '1_open@1')],
  },
  openWaterfall: {
    id: 'rpcscope.requests.openWaterfall',
    title: 'Show as Waterfall',
    icon: 'graph-left',
    runsIn: 'host',
    takes: 'request',
    palette: false,
    menus: [
      onItemOf('requests', [requestItems.request], 'inline@1'),
      onItemOf('requests', [requestItems.request], '1_open@2'),
    ],
  },
  copyListedRequestId: {
    id: 'rpcscope.requests.copyId',
    title: 'Copy Request ID',
    icon: 'copy',
    runsIn: 'host',
    takes: 'request',
    palette: contextKeys.hasDiagram,
    menus: [onItemOf('requests', [requestItems.request], '2_copy@1')],
  },
  clearRequestFilter: {
    id: 'rpcscope.requests.clearFilter',
    title: 'Clear Request Filter',
    icon: 'clear-all',
    runsIn: 'host',
    takes: 'nothing',
    palette: contextKeys.hasRequestFilter,
    menus: [inTitleOf('requests', 'navigation@2', contextKeys.hasRequestFilter)],
  },
  showMoreRequests: {
    id: 'rpcscope.requests.showMore',
    title: 'Show More Requests',
    runsIn: 'host',
    takes: 'nothing',
    palette: contextKeys.hasDiagram,
  },
});
