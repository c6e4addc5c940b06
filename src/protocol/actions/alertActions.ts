import { defineActions } from './action';
import { inDiagramTitle } from './menus';

export const alertActions = defineActions({
  alertWhen: {
    id: 'rpcscope.alert.when',
    title: 'Alert When…',
    icon: 'bell',
    runsIn: 'host',
    takes: 'nothing',
    menus: [inDiagramTitle('3_filter@4')],
  },
});
