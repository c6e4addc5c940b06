/** Tests the search for the lines that send a request. */
import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../../src/core/code/analysis';
import { CallerFinder } from '../../../../src/core/code/callers';
import type { SourceIndex } from '../../../../src/core/code/sourceIndex';
import {
  indexOf,
  indexOfTexts,
  projectFolder,
  rpcCall,
  told,
} from '../../../support/pythonSources';

type Asked = Parameters<typeof rpcCall>[0];

/** Formats a line as `path Class.method:line`, with ` ?` and the doubt if there is one. */
const callers = (index: SourceIndex, call: Asked): string[] =>
  new CallerFinder(new Analysis(index))
    .findCallers(rpcCall(call))
    .map(each => `${told(each.at)}:${each.line}${each.doubt ? ` ? ${each.doubt}` : ''}`);

const helps = 'another function gives it the name of the method';

const projects = new Map<string, Promise<SourceIndex>>();
async function inProject(name: string, call: Asked) {
  const index = projects.get(name) ?? indexOf(projectFolder(name));
  projects.set(name, index);
  return callers(await index, call);
}

describe('the line that sends a request', () => {
  test.each<[project: string, call: Asked, expected: string[]]>([
    [
      'nova',
      { exchange: 'nova', topic: 'compute', method: 'attach_volume', version: '5.0' },
      ['nova/compute/rpcapi.py ComputeAPI.attach_volume:27'],
    ],
    [
      'nova',
      { exchange: 'nova', topic: 'compute', method: 'get_console_output', version: '6.0' },
      ['nova/compute/rpcapi.py ComputeAPI.get_console_output:36'],
    ],
    [
      'nova',
      {
        exchange: 'nova',
        topic: 'compute',
        method: 'refresh_rules',
        version: '6.0',
        isFanout: true,
      },
      ['nova/compute/rpcapi.py ComputeAPI.refresh_rules:41'],
    ],
    [
      'nova',
      {
        exchange: 'nova',
        topic: 'conductor',
        namespace: 'compute_task',
        method: 'build_instances',
        version: '1.19',
      },
      ['nova/conductor/rpcapi.py ComputeTaskAPI.build_instances:33'],
    ],
    [
      'nova',
      {
        exchange: 'nova',
        topic: 'conductor',
        method: 'object_action',
        version: '3.0',
        objectName: 'Instance',
        objectMethod: 'save',
      },
      ['nova/conductor/rpcapi.py ConductorAPI.object_action:22'],
    ],
    // The client gets its topic when it is made.
    [
      'neutron',
      {
        exchange: 'neutron',
        topic: 'q-plugin',
        method: 'get_network_info',
        namespace: 'dhcp',
        version: '1.0',
      },
      ['neutron/agent/dhcp/agent.py DhcpPluginApi.get_network_info:51'],
    ],
    // The method is in a variable: `method = cctxt.call if … else cctxt.cast`.
    [
      'neutron',
      { exchange: 'neutron', topic: 'q-reports-plugin', method: 'report_state', version: '1.2' },
      ['neutron/agent/rpc.py PluginReportStateAPI.report_state:28'],
    ],
    // The topic is composed of prefix, table and operation.
    [
      'neutron',
      {
        exchange: 'neutron',
        topic: 'q-agent-notifier-network-delete',
        method: 'network_delete',
        version: '1.0',
        isFanout: true,
      },
      ['neutron/plugins/ml2/rpc.py AgentNotifierApi.network_delete:28'],
    ],
    // The caller gives the method's name: `_cast_message(ctxt, 'network_delete_end', …)`.
    [
      'neutron',
      { exchange: 'neutron', topic: 'dhcp_agent', method: 'network_delete_end', version: '1.0' },
      [
        'neutron/api/rpc/agentnotifiers/dhcp_rpc_agent_api.py DhcpAgentNotifyAPI.network_removed_from_agent:13',
        `neutron/api/rpc/agentnotifiers/dhcp_rpc_agent_api.py DhcpAgentNotifyAPI._cast_message:25 ? ${helps}`,
      ],
    ],
    [
      'neutron',
      {
        exchange: 'neutron',
        topic: 'dhcp_agent',
        method: 'subnet_create_end',
        version: '1.0',
        isFanout: true,
      },
      [
        'neutron/api/rpc/agentnotifiers/dhcp_rpc_agent_api.py DhcpAgentNotifyAPI.subnet_changed:21',
        `neutron/api/rpc/agentnotifiers/dhcp_rpc_agent_api.py DhcpAgentNotifyAPI._fanout_message:29 ? ${helps}`,
      ],
    ],
    // The name is the first argument of make_msg.
    [
      'heat',
      { exchange: 'heat', topic: 'engine', method: 'show_stack', version: '1.20' },
      ['heat/rpc/client.py EngineClient.show_stack:28'],
    ],
    [
      'heat',
      { exchange: 'heat', topic: 'engine', method: 'delete_stack', version: '1.0' },
      ['heat/rpc/client.py EngineClient.delete_stack:35'],
    ],
    [
      'heat',
      { exchange: 'heat', topic: 'heat-engine-listener', method: 'stop_stack', version: '1.0' },
      ['heat/engine/service.py EngineService._remote_stop:58'],
    ],
    // Two clients send a method of this name, each to its own topic, which a base class defines.
    [
      'cinder',
      { topic: 'cinder-volume.ctl1@lvm', method: 'create_volume', version: '3.10' },
      ['cinder/volume/rpcapi.py VolumeAPI.create_volume:19'],
    ],
    [
      'cinder',
      { topic: 'cinder-scheduler', method: 'create_volume', version: '3.12' },
      ['cinder/scheduler/rpcapi.py SchedulerAPI.create_volume:13'],
    ],
    [
      'designate',
      { exchange: 'designate', topic: 'central', method: 'create_zone', version: '6.2' },
      ['designate/central/rpcapi.py CentralAPI.create_zone:17'],
    ],
    [
      'manila',
      { topic: 'manila-share', method: 'create_share_instance', version: '1.4' },
      ['manila/share/rpcapi.py ShareAPI.create_share_instance:19'],
    ],
    [
      'ironic',
      {
        exchange: 'ironic',
        topic: 'ironic.conductor_manager',
        method: 'change_node_power_state',
        version: '1.39',
      },
      ['ironic/conductor/rpcapi.py ConductorAPI.change_node_power_state:24'],
    ],
    // The target is stored in self.target.
    [
      'octavia',
      {
        topic: 'octavia_provisioning_v2',
        method: 'create_load_balancer',
        namespace: 'controller',
        version: '1.0',
      },
      ['octavia/api/driver.py AmphoraProviderDriver.loadbalancer_create:17'],
    ],
  ])('%s: %j', async (project, call, expected) => {
    expect(await inProject(project, call)).toEqual(expected);
  });

  test('is listed with its method, its target and its kind of call', async () => {
    const index = await indexOf(projectFolder('nova'));
    const [caller] = new CallerFinder(new Analysis(index)).findCallers(
      rpcCall({ exchange: 'nova', topic: 'compute', method: 'refresh_rules', isFanout: true }),
    );
    expect(caller?.reasons).toEqual(['sends refresh_rules', 'to topic compute', 'as a fanout']);
  });
});

describe('no line is found', () => {
  test.each<[what: string, project: string, call: Asked]>([
    ['in tests', 'nova', { exchange: 'nova', topic: 'conductor', method: 'attach_volume' }],
    [
      'for another topic',
      'nova',
      { exchange: 'nova', topic: 'scheduler', method: 'attach_volume' },
    ],
    [
      'for a method without a caller',
      'nova',
      { exchange: 'nova', topic: 'compute', method: 'unheard_of' },
    ],
    [
      'for the name of a JavaScript property',
      'nova',
      { exchange: 'nova', topic: 'compute', method: 'constructor' },
    ],
  ])('%s', async (_what, project, call) => {
    expect(await inProject(project, call)).toEqual([]);
  });

  test('in another project, when the exchange belongs to a project of the index', async () => {
    const index = await indexOf(projectFolder('nova'), projectFolder('heat'));
    const call = { exchange: 'heat', topic: 'compute', method: 'attach_volume' };
    expect(callers(index, call)).toEqual([]);
    expect(callers(index, { ...call, exchange: 'nova' })).toHaveLength(1);
    expect(callers(index, { ...call, exchange: 'openstack' })).toHaveLength(1);
  });
});

describe('a request is sent by', () => {
  const sending = (body: string) =>
    indexOfTexts({
      'app/__init__.py': '',
      'app/client.py': `class A:\n    def __init__(self):\n        self.client = get_rpc_client(Target(topic='t'))\n    def f(self, ctxt):\n        ${body}\n`,
    });

  test.each([
    ['call', `self.client.call(ctxt, 'handle')`],
    ['cast', `self.client.cast(ctxt, 'handle', a=1)`],
    ['a wrapper of the project', `self._call(ctxt, 'handle')`],
    ['fanout_cast', `self.fanout_cast(ctxt, 'handle')`],
    ['another wrapper', `self.rpc_call(ctxt, 'handle')`],
    ['a keyword argument', `self.client.call(ctxt, method='handle')`],
    [
      'a variable that holds the function',
      `method = self.client.call if x else self.client.cast\n        method(ctxt, 'handle')`,
    ],
  ])('%s', async (_what, body) => {
    const [found] = callers(await sending(body), { exchange: 'app', topic: 't', method: 'handle' });
    expect(found).toMatch(/^app\/client\.py A\.f:\d$/);
  });

  test.each([
    ['the name of the function alone', `self.client.call`],
    ['another function', `self.handle(ctxt, 'handle')`],
    ['a context alone', `self.client.call(ctxt)`],
    [
      'a variable that holds another function',
      `method = self.client.get\n        method(ctxt, 'handle')`,
    ],
  ])('but not by %s', async (_what, body) => {
    const index = await sending(body);
    expect(callers(index, { exchange: 'app', topic: 't', method: 'handle' })).toEqual([]);
  });
});

describe('several lines', () => {
  const client = (methods: string) => ({
    'app/__init__.py': '',
    'app/rpcapi.py': `class API:\n    def __init__(self):\n        target = Target(topic='app', version='1.0')\n        self.client = rpc.get_client(target)\n\n${methods}`,
  });
  const sent = (call: Partial<Asked> = {}): Asked => ({
    ...{ exchange: 'app', topic: 'app', method: 'handle', version: '1.0' },
    ...call,
  });

  test("the one with the message's version comes first", async () => {
    const index = await indexOfTexts(
      client(`    def handle(self, ctxt):
        if self.client.can_send_version('2.0'):
            return self._new(ctxt)
        return self._old(ctxt)

    def _new(self, ctxt):
        cctxt = self.client.prepare(version='2.0')
        cctxt.call(ctxt, 'handle', new=1)

    def _old(self, ctxt):
        cctxt = self.client.prepare(version='1.5')
        cctxt.call(ctxt, 'handle', old=1)
`),
    );
    expect(callers(index, sent({ version: '2.0' }))).toEqual([
      'app/rpcapi.py API._new:13',
      'app/rpcapi.py API._old:17 ? another line sends it as well',
    ]);
    expect(callers(index, sent({ version: '1.5' }))[0]).toBe('app/rpcapi.py API._old:17');
  });

  test('the one that prepares a fanout sends a fanout', async () => {
    const index = await indexOfTexts(
      client(`    def one(self, ctxt):
        cctxt = self.client.prepare(server='h')
        cctxt.cast(ctxt, 'handle')

    def all(self, ctxt):
        cctxt = self.client.prepare(fanout=True)
        cctxt.cast(ctxt, 'handle')

    def none(self, ctxt):
        cctxt = self.client.prepare(fanout=False, server='h')
        cctxt.cast(ctxt, 'other')
`),
    );
    expect(callers(index, sent({ isFanout: true }))[0]).toBe('app/rpcapi.py API.all:12');
    expect(callers(index, sent())[0]).toBe('app/rpcapi.py API.one:8');
    expect(callers(index, sent({ method: 'other' }))).toEqual(['app/rpcapi.py API.none:16']);
    const [none] = new CallerFinder(new Analysis(index)).findCallers(
      rpcCall(sent({ method: 'other' })),
    );
    expect(none?.reasons).not.toContain('as a fanout');
  });

  test('a wrapper that sends any method is not an answer when another line names the method', async () => {
    const index = await indexOfTexts(
      client(`    def handle(self, ctxt):
        self.client.call(ctxt, 'handle')

    def anything(self, ctxt, name, **kwargs):
        self.client.call(ctxt, name, **kwargs)
`),
    );
    expect(callers(index, sent())).toEqual(['app/rpcapi.py API.handle:7']);
  });

  test('a wrapper that sends any method is a doubtful answer when no line names the method', async () => {
    const index = await indexOfTexts(
      client(`    def anything(self, ctxt, name, **kwargs):
        self.client.call(ctxt, name, **kwargs)
`),
    );
    expect(callers(index, sent())).toEqual([
      'app/rpcapi.py API.anything:7 ? the method that it sends cannot be evaluated',
    ]);
  });

  test('one with an unknown topic is doubtful', async () => {
    const index = await indexOfTexts({
      'app/__init__.py': '',
      'app/other.py': `def send(client, ctxt):\n    client.call(ctxt, 'handle')\n`,
    });
    expect(callers(index, sent())).toEqual([
      'app/other.py send:2 ? the topic that it sends to cannot be evaluated',
    ]);
  });
});

describe('a method whose name is an argument', () => {
  const client = `
class API:
    def __init__(self):
        self.client = get_client(Target(topic='agent', version='1.0'))

    def port_gone(self, ctxt, port):
        self._tell(ctxt, 'port_gone', port)

    def removed(self, ctxt, what):
        self._tell(ctxt, '%s_removed' % what, what)

    def _tell(self, ctxt, method, payload):
        self._cast_all(ctxt, method, payload)

    def _cast_all(self, ctxt, method, payload):
        cctxt = self.client.prepare(server='h')
        cctxt.cast(ctxt, method, payload=payload)
`;
  const index = indexOfTexts({ 'app/__init__.py': '', 'app/api.py': client });
  const asked = (method: string): Asked => ({
    exchange: 'app',
    topic: 'agent',
    version: '1.0',
    method,
  });

  test('is followed to the function that names it, over all that pass it on', async () => {
    expect(callers(await index, asked('port_gone'))).toEqual([
      'app/api.py API.port_gone:7',
      `app/api.py API._cast_all:17 ? ${helps}`,
      `app/api.py API._tell:13 ? ${helps}`,
    ]);
  });

  test('is doubtful where it is put together at run time', async () => {
    expect(callers(await index, asked('router_removed'))[0]).toBe(
      'app/api.py API.removed:10 ? the method that it sends cannot be evaluated',
    );
  });

  test('leads nowhere when nobody gives that name', async () => {
    expect(callers(await index, asked('port_added'))).toEqual([]);
  });
});

test('a client that a function of its own prepares has the topics that it may get there', async () => {
  const index = await indexOfTexts({
    'nova/__init__.py': '',
    'nova/compute/__init__.py': '',
    'nova/compute/rpcapi.py': `
RPC_TOPIC = 'compute'
RPC_TOPIC_ALT = 'compute-alt'


class ComputeAPI:
    def __init__(self):
        self.client = rpc.get_client(Target(topic=RPC_TOPIC, version='6.0'), '6.5')

    def prepare_for_alt_rpcserver(self, client, server, version, **kwargs):
        topic = RPC_TOPIC_ALT
        if not client.can_send_version('6.5'):
            topic = RPC_TOPIC
        params = {'server': server, 'version': version, 'topic': topic}
        params.update(kwargs)
        return client.prepare(**params)

    def external_instance_event(self, ctxt, instances, events, host=None):
        cctxt = self.prepare_for_alt_rpcserver(self.client, host, version='5.0')
        cctxt.cast(ctxt, 'external_instance_event', instances=instances, events=events)
`,
  });
  for (const topic of ['compute-alt', 'compute']) {
    const call = { exchange: 'nova', topic, method: 'external_instance_event', version: '5.0' };
    expect(callers(index, call)).toEqual([
      'nova/compute/rpcapi.py ComputeAPI.external_instance_event:20',
    ]);
  }
});

test('a function that prepares a client and calls itself 300 times is followed to an end', async () => {
  const again = `        self.prepare_it(topic='app')\n`.repeat(300);
  const index = await indexOfTexts({
    'app/__init__.py': '',
    'app/api.py': `class API:\n    def prepare_it(self, topic):\n${again}    def ping(self, ctxt):\n        cctxt = self.prepare_it('app')\n        cctxt.call(ctxt, 'ping')\n`,
  });
  const call = { exchange: 'app', topic: 'app', method: 'ping', version: '1.0' };
  expect(callers(index, call)).toEqual(['app/api.py API.ping:305']);
});
