import { defineActions } from './action';
import { isLiveDiagram } from './conditions';
import { inDiagramTitle } from './menus';

export const alertActions = defineActions({
  alertWhen: {
    id: 'rpcscope.alert.when',
    title: 'Set Up Alerts…',
    icon: 'bell',
    runsIn: 'host',
    takes: 'nothing',
    menus: [inDiagramTitle('5_live@4', isLiveDiagram)],
  },
});
