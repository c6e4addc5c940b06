import { defineActions } from './action';
import { contextKeys } from './conditions';
import { inTitleOf } from './menus';

export const serviceActions = defineActions({
  showAllServices: {
    id: 'rpcscope.services.showAll',
    title: 'Show All Services',
    icon: 'eye',
    runsIn: 'host',
    takes: 'nothing',
    palette: contextKeys.hasHiddenServices,
    menus: [inTitleOf('services', 'navigation@1', contextKeys.hasHiddenServices)],
  },
});
