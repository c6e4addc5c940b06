/** Tests the search for servers with their topics and their endpoints, in order. */
import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../../src/core/code/analysis';
import type { SourceIndex } from '../../../../src/core/code/sourceIndex';
import { serversOf } from '../../../../src/core/code/servers';
import { indexOf, indexOfTexts, projectFolder } from '../../../support/pythonSources';

/**
 * Format: `nova/service.py:34 compute, conductor: Manager, BaseRPCAPI`; `?` marks one of several,
 * or an unknown one.
 */
const servers = (index: SourceIndex): string[] =>
  serversOf(new Analysis(index))
    .map(({ at, topics, endpoints }) => {
      const names = endpoints.map(each =>
        each ? each.class.class.name + (each.isChoice ? '?' : '') : '?',
      );
      const texts = topics.map(each => each.text?.replaceAll('\0', '…'));
      return `${at.file.path}:${at.line} ${texts.join(', ')}: ${names.join(', ')}`;
    })
    .sort();

test.each<[project: string, expected: string[]]>([
  [
    'nova',
    [
      'nova/service.py:34 compute, conductor, scheduler: ComputeManager?, ConductorManager?, SchedulerManager?, BaseRPCAPI',
    ],
  ],
  [
    'neutron',
    [
      'neutron/agent/l3/agent.py:12 neutron-vo-Port-…: ResourcesPushRpcCallback',
      'neutron/cmd/dhcp_agent.py:7 dhcp_agent: DhcpAgentWithStateReport',
      'neutron/plugins/ml2/drivers/ovs_agent.py:20 q-agent-notifier-port-update, q-agent-notifier-network-delete, q-agent-notifier-l2population-update, q-agent-notifier-dvr-update, q-agent-notifier-security_group-update: OVSNeutronAgent',
      'neutron/plugins/ml2/plugin.py:22 q-plugin: RpcCallbacks, AgentExtRpcCallback, ResourcesPullRpcCallback',
      'neutron/plugins/ml2/plugin.py:23 q-server-resource-versions: ResourcesPushToServerRpcCallback',
      'neutron/plugins/ml2/plugin.py:31 q-reports-plugin: AgentExtRpcCallback',
      'neutron/services/trunk/rpc/server.py:13 trunk: TrunkSkeleton',
    ],
  ],
  [
    'heat',
    [
      'heat/engine/service.py:20 heat-engine-listener: EngineListener',
      'heat/engine/service.py:44 engine: EngineService',
    ],
  ],
  ['designate', ['designate/service.py:16 central, worker: RPCService']],
  ['octavia', ['octavia/controller/queue/consumer.py:19 octavia_provisioning_v2: Endpoints']],
])('servers of %s', async (project, expected) => {
  expect(servers(await indexOf(projectFolder(project)))).toEqual(expected);
});

describe('a server', () => {
  const endpoints = 'class A: pass\nclass B: pass\nclass C: pass\n';
  const server = (list: string, before = '') =>
    `${endpoints}${before}def start():\n    target = Target(topic='t', server='h')\n    get_rpc_server(TRANSPORT, target, ${list})\n`;

  test.each([
    ['a list', server('[A(), B()]'), 't: A, B'],
    ['a tuple', server('(B(), A())'), 't: B, A'],
    ['a single object', server('A()'), 't: A'],
    ['a list of the module', server('ENDPOINTS', 'ENDPOINTS = [C(), A()]\n'), 't: C, A'],
    ['two lists in a row', server('[A()] + [B()]'), 't: A, B'],
    ['lists in lists', server('[[A()], [B(), [C()]]]'), 't: A, B, C'],
    ['objects in variables', server('[one, B()]', 'one = A()\n'), 't: A, B'],
    ['an unknown object among others', server('[unheard(), B()]'), 't: ?, B'],
  ])('gets %s', async (_what, text, expected) => {
    const found = servers(await indexOfTexts({ 'a.py': text }));
    expect(found).toEqual([`a.py:6 ${expected}`.replace('6', found[0]?.slice(5, 6) ?? '')]);
  });

  test('without any known endpoint is left out', async () => {
    expect(servers(await indexOfTexts({ 'a.py': server('unheard') }))).toEqual([]);
  });

  test('a list that contains itself is evaluated', async () => {
    const index = await indexOfTexts({ 'a.py': server('LIST', 'LIST = [A(), LIST]\n') });
    expect(servers(index)[0]).toContain('t: A');
  });

  test('has a manager class that a text, a table or an option names', async () => {
    const index = await indexOfTexts({
      'app/manager.py': 'class One: pass\nclass Two: pass\n',
      'app/service.py': `
MANAGERS = {'one': 'app.manager.One', 'two': 'app.manager.Two'}

class Service:
    def __init__(self, topic, manager):
        self.topic = topic
        manager_class = importutils.import_class(manager)
        self.manager = manager_class(host='h')

    def start(self):
        get_rpc_server(T, Target(topic=self.topic, server='h'), [self.manager])
`,
      'app/cmd.py': `
from app import service

def main(name):
    service.Service('topic_x', service.MANAGERS.get(name))
`,
    });
    expect(servers(index)).toEqual(['app/service.py:11 topic_x: One?, Two?']);
  });

  test('a server that only passes its arguments on is left out', async () => {
    const index = await indexOfTexts({
      'a.py': `${endpoints}def get_server(target, endpoints):\n    return get_rpc_server(T, target, endpoints)\ndef start():\n    get_server(Target(topic='t', server='h'), [A()])\n`,
    });
    expect(servers(index)).toEqual(['a.py:7 t: A']);
  });
});
