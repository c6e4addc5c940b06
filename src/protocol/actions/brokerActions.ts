import { defineActions } from './action';
import { brokerItems, contextKeys } from './conditions';
import { inTitleOf, onItemOf } from './menus';

const anyBroker = Object.values(brokerItems);

export const brokerActions = defineActions({
  addBroker: {
    id: 'rpcscope.broker.add',
    title: 'Add Broker…',
    icon: 'add',
    runsIn: 'host',
    takes: 'nothing',
    menus: [inTitleOf('brokers', 'navigation@1')],
  },
  editBroker: {
    id: 'rpcscope.broker.edit',
    title: 'Edit Broker…',
    icon: 'edit',
    runsIn: 'host',
    takes: 'broker',
    palette: contextKeys.hasBroker,
    menus: [onItemOf('brokers', anyBroker, '2_profile@1')],
  },
  removeBroker: {
    id: 'rpcscope.broker.remove',
    title: 'Remove Broker…',
    icon: 'trash',
    runsIn: 'host',
    takes: 'broker',
    palette: contextKeys.hasBroker,
    menus: [onItemOf('brokers', anyBroker, '2_profile@2')],
  },
  connect: {
    id: 'rpcscope.broker.connect',
    title: 'Connect',
    icon: 'plug',
    runsIn: 'host',
    takes: 'broker',
    menus: [
      onItemOf('brokers', [brokerItems.disconnected], 'inline@1'),
      onItemOf('brokers', [brokerItems.disconnected], '1_connection@1'),
    ],
  },
  startRecording: {
    id: 'rpcscope.broker.record',
    title: 'Start Recording…',
    icon: 'record',
    runsIn: 'host',
    takes: 'broker',
    palette: contextKeys.hasBroker,
    menus: [
      inTitleOf('captures', '1_open@2'),
      onItemOf('brokers', [brokerItems.disconnected], '1_connection@2'),
    ],
  },
  tapBroker: {
    id: 'rpcscope.broker.tap',
    title: 'Tap Queue, Stream or Exchanges…',
    runsIn: 'host',
    takes: 'broker',
    palette: contextKeys.hasBroker,
    menus: [onItemOf('brokers', anyBroker, '3_tap@1')],
  },
  createStream: {
    id: 'rpcscope.broker.createStream',
    title: 'Create Trace Stream…',
    runsIn: 'host',
    takes: 'broker',
    palette: contextKeys.hasBroker,
    menus: [onItemOf('brokers', anyBroker, '3_tap@2')],
  },
  deleteStream: {
    id: 'rpcscope.broker.deleteStream',
    title: 'Delete Trace Stream…',
    runsIn: 'host',
    takes: 'broker',
    palette: contextKeys.hasBroker,
    menus: [onItemOf('brokers', anyBroker, '3_tap@3')],
  },
  disconnect: {
    id: 'rpcscope.broker.disconnect',
    title: 'Disconnect',
    icon: 'debug-disconnect',
    runsIn: 'host',
    takes: 'broker',
    palette: contextKeys.isConnected,
    menus: [
      onItemOf('brokers', [brokerItems.connected, brokerItems.untraced], 'inline@2'),
      onItemOf('brokers', [brokerItems.connected, brokerItems.untraced], '1_connection@3'),
    ],
  },
  enableTracing: {
    id: 'rpcscope.broker.enableTracing',
    title: 'Turn Tracing On…',
    icon: 'broadcast',
    runsIn: 'host',
    takes: 'broker',
    palette: contextKeys.isConnected,
    menus: [
      onItemOf('brokers', [brokerItems.untraced], 'inline@1'),
      onItemOf('brokers', [brokerItems.untraced], '1_connection@2'),
    ],
  },
  showDiagram: {
    id: 'rpcscope.broker.showDiagram',
    title: 'Show Diagram',
    icon: 'type-hierarchy',
    runsIn: 'host',
    takes: 'broker',
    palette: contextKeys.isConnected,
    menus: [onItemOf('brokers', [brokerItems.connected, brokerItems.untraced], '1_connection@1')],
  },
});
