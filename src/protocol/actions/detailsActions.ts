import { defineActions } from './action';
import { onRow } from './menus';

export const detailsActions = defineActions({
  openJson: {
    id: 'rpcscope.details.openJson',
    title: 'Open as JSON Document',
    runsIn: 'diagram',
    menus: [onRow('6_open@1')],
  },
  compareWith: {
    id: 'rpcscope.details.compareWith',
    title: 'Compare with…',
    runsIn: 'diagram',
    palette: false,
    menus: [onRow('6_open@2')],
  },
  selectForCompare: {
    id: 'rpcscope.details.selectForCompare',
    title: 'Select for Compare',
    runsIn: 'diagram',
    palette: false,
    menus: [onRow('6_open@3')],
  },
  compareWithSelected: {
    id: 'rpcscope.details.compareWithSelected',
    title: 'Compare with Selected',
    runsIn: 'diagram',
    palette: false,
    menus: [onRow('6_open@4')],
  },
});
