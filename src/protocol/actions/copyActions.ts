import { defineActions } from './action';
import { inCopyMenu, onValue } from './menus';

export const copyActions = defineActions({
  copyRow: {
    id: 'rpcscope.diagram.copyRow',
    title: 'Copy Row',
    runsIn: 'diagram',
    palette: false,
    menus: [inCopyMenu('1_row@1')],
    keys: [{ key: 'Ctrl+c', in: ['rows'] }],
  },
  copyRowCsv: {
    id: 'rpcscope.table.copyRowCsv',
    title: 'Copy Row as CSV',
    runsIn: 'diagram',
    palette: false,
    menus: [inCopyMenu('3_table@1')],
  },
  copyRowJson: {
    id: 'rpcscope.table.copyRowJson',
    title: 'Copy Row as JSON',
    runsIn: 'diagram',
    palette: false,
    menus: [inCopyMenu('3_table@2')],
  },
  copyTableCsv: {
    id: 'rpcscope.table.copyCsv',
    title: 'Copy All Rows as CSV',
    runsIn: 'diagram',
    menus: [inCopyMenu('3_table@3')],
  },
  copyTableJson: {
    id: 'rpcscope.table.copyJson',
    title: 'Copy All Rows as JSON',
    runsIn: 'diagram',
    menus: [inCopyMenu('3_table@4')],
  },
  copyValue: {
    id: 'rpcscope.details.copyValue',
    title: 'Copy Value',
    runsIn: 'diagram',
    palette: false,
    menus: [onValue('2_copy@1')],
    keys: [
      { key: 'c', in: ['values'] },
      { key: 'Ctrl+c', in: ['values'] },
    ],
  },
  copyPath: {
    id: 'rpcscope.details.copyPath',
    title: 'Copy Path',
    runsIn: 'diagram',
    palette: false,
    menus: [onValue('2_copy@2')],
    keys: [{ key: 'C', in: ['values'] }],
  },
  copyName: {
    id: 'rpcscope.diagram.copyName',
    title: 'Copy Name',
    runsIn: 'diagram',
    palette: false,
    menus: [inCopyMenu('1_row@2')],
  },
  copyArguments: {
    id: 'rpcscope.diagram.copyArguments',
    title: 'Copy Arguments',
    runsIn: 'diagram',
    palette: false,
    menus: [inCopyMenu('1_row@3')],
  },
  copyMessageId: {
    id: 'rpcscope.diagram.copyMessageId',
    title: 'Copy Message ID',
    runsIn: 'diagram',
    palette: false,
    menus: [inCopyMenu('2_ids@1')],
  },
  copyRequestId: {
    id: 'rpcscope.diagram.copyRequestId',
    title: 'Copy Request ID',
    runsIn: 'diagram',
    palette: false,
    menus: [inCopyMenu('2_ids@2')],
  },
});
