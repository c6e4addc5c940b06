/** Commands that start, show and end connections. */
import type { Connecting, ConnectDependencies } from './connecting';
import { pickConnected } from './pickBroker';
import type { HostHandlers } from '../../protocol/actions/actions';
import { showDiagram } from '../diagrams/showDiagram';

export const connectCommands = (
  { profiles, connections, journals, restorer }: ConnectDependencies,
  connecting: Connecting,
) =>
  ({
    connect: ref => connecting.connect(ref),
    startRecording: ref => connecting.record(ref),
    enableTracing: ref => connecting.enableTracing(ref),
    disconnect: async ref => {
      const { id } = await pickConnected(profiles, connections, ref);
      await connections.disconnect(id);
      // Another window may have left tracing on for this one.
      await journals.restoreAbandoned(restorer, id);
    },
    showDiagram: async ref => {
      const { id } = await pickConnected(profiles, connections, ref);
      const connection = connections.get(id);
      if (connection) await showDiagram(connection.session.path);
    },
  }) satisfies Partial<HostHandlers>;
