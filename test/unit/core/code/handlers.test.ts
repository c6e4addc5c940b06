/** Tests the search for handlers of requests, in projects with the structure of OpenStack's. */
import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../../src/core/code/analysis';
import type { SourceIndex } from '../../../../src/core/code/sourceIndex';
import { HandlerFinder } from '../../../../src/core/code/handlers';
import type { RpcCall } from '../../../../src/core/code/rpcCall';
import {
  indexOf,
  indexOfTexts,
  projectFolder,
  rpcCall,
  told,
} from '../../../support/pythonSources';

type Asked = Parameters<typeof rpcCall>[0];

/** Formats handlers as `path Class.method`, with ` ?` and the doubt if there is one. */
function answers(index: SourceIndex, call: Asked) {
  const { handlers, versionMismatches } = new HandlerFinder(new Analysis(index)).findHandlers(
    rpcCall(call),
  );
  const shown = (each: (typeof handlers)[number]) =>
    told(each.at) + (each.doubt === undefined ? '' : ` ? ${each.doubt}`);
  return {
    handlers: handlers.map(shown),
    versionMismatches: versionMismatches.map(shown),
    reasons: (handlers[0] ?? versionMismatches[0])?.reasons ?? [],
  };
}

const projects = new Map<string, Promise<SourceIndex>>();
async function inProject(name: string, call: Asked) {
  const index = projects.get(name) ?? indexOf(projectFolder(name));
  projects.set(name, index);
  return answers(await index, call);
}

/** Expects this first handler, without a doubt. */
async function expectSurely(project: string, call: Asked, handler: string, ...reasons: string[]) {
  const found = await inProject(project, call);
  expect(found.handlers[0]).toBe(handler);
  expect(found.reasons).toEqual(expect.arrayContaining(reasons));
}

describe('nova', () => {
  const compute = (method: string, version: string, more: Partial<RpcCall> = {}): Asked => ({
    ...{ exchange: 'nova', topic: 'compute', method, version, receivers: ['nova-compute'] },
    ...more,
  });
  const manager = 'nova/compute/manager.py';

  test.each([
    ['attach_volume', '6.0', `${manager} ComputeManager.attach_volume`],
    ['get_console_output', '6.1', `${manager} ComputeManager.get_console_output`],
    // Inherited from a mixin, and from the base of all managers.
    ['detach_volume', '6.0', `${manager} VolumeMixin.detach_volume`],
    ['reset', '6.0', 'nova/manager.py Manager.reset'],
    // For the previous major version a proxy answers, or passes unknown methods on.
    ['attach_volume', '5.0', `${manager} _ComputeV5Proxy.attach_volume`],
    ['get_console_output', '5.13', `${manager} ComputeManager.get_console_output`],
    ['detach_volume', '5.0', `${manager} VolumeMixin.detach_volume`],
  ])('compute: %s of version %s', async (method, version, handler) => {
    await expectSurely('nova', compute(method, version), handler);
  });

  test('the reasons contain the server, the version, the proxy and the receiver', async () => {
    const { reasons } = await inProject('nova', compute('detach_volume', '5.0'));
    expect(reasons).toEqual([
      'the name of topic compute is that of nova.compute.manager',
      'no namespace',
      'version 5.13 takes 5.0',
      '_ComputeV5Proxy hands it to VolumeMixin',
      'received by nova-compute',
    ]);
  });

  test('a namespace distinguishes classes of one topic', async () => {
    const task: Asked = {
      ...{ exchange: 'nova', topic: 'conductor', method: 'build_instances', version: '1.19' },
      receivers: ['nova-conductor'],
    };
    const handler = 'nova/conductor/manager.py ComputeTaskManager.build_instances';
    await expectSurely('nova', { ...task, namespace: 'compute_task' }, handler);
    expect(await inProject('nova', task)).toMatchObject({
      handlers: [],
      versionMismatches: [`${handler} ? serves namespace compute_task, not (none)`],
    });
    await expectSurely(
      'nova',
      { ...task, topic: 'compute', namespace: 'baseapi', method: 'ping', version: '1.0' },
      'nova/baserpc.py BaseRPCAPI.ping',
    );
  });

  test('a newer minor version is a version mismatch, with the served and the requested version', async () => {
    const { handlers, versionMismatches, reasons } = await inProject(
      'nova',
      compute('build_and_run_instance', '6.2'),
    );
    expect(handlers).toEqual([]);
    expect(versionMismatches).toEqual([
      `${manager} ComputeManager.build_and_run_instance ? serves version 6.1, which does not take 6.2`,
    ]);
    for (const reason of reasons) expect(reason).not.toContain('takes');
  });

  test('another major version is a version mismatch, and so is a newer one of the proxy', async () => {
    const { versionMismatches } = await inProject('nova', compute('attach_volume', '7.0'));
    expect(versionMismatches).toEqual([
      `${manager} ComputeManager.attach_volume ? serves version 6.1, which does not take 7.0`,
      `${manager} _ComputeV5Proxy.attach_volume ? serves version 5.13, which does not take 7.0`,
    ]);
    expect(await inProject('nova', compute('attach_volume', '5.14'))).toMatchObject({
      handlers: [],
    });
  });

  test('a private method is doubtful, because servers reject it by default', async () => {
    const { handlers } = await inProject('nova', compute('_console_of', '6.0'));
    expect(handlers).toEqual([
      `${manager} ComputeManager._console_of ? names that begin with _ are refused by the default access policy`,
    ]);
  });

  test('a method of two services belongs to the receiver, or to the service of the topic', async () => {
    const refresh = (topic: string, receivers: string[]): Asked => ({
      ...{ exchange: 'nova', topic, method: 'refresh_rules', version: '4.0', receivers },
    });
    await expectSurely(
      'nova',
      refresh('scheduler', ['nova-scheduler']),
      'nova/scheduler/manager.py SchedulerManager.refresh_rules',
    );
    const fanout = { ...compute('refresh_rules', '6.0'), isFanout: true };
    await expectSurely('nova', fanout, `${manager} ComputeManager.refresh_rules`);
  });

  test('a fanout without a receiver is doubtful', async () => {
    const { handlers } = await inProject(
      'nova',
      compute('refresh_rules', '6.0', { isFanout: true, receivers: [] }),
    );
    expect(handlers[0]).toBe(
      `${manager} ComputeManager.refresh_rules ? nobody is known to have received it`,
    );
  });

  test('the ping of the library has no handler in sources without the library', async () => {
    expect(await inProject('nova', compute('oslo_rpc_server_ping', '1.0'))).toMatchObject({
      handlers: [],
      versionMismatches: [],
    });
  });

  test('tests never handle messages', async () => {
    for (const version of ['6.0', '5.0', '9.0']) {
      const { handlers, versionMismatches } = await inProject(
        'nova',
        compute('attach_volume', version),
      );
      expect([...handlers, ...versionMismatches].join()).not.toContain('tests/');
    }
  });

  test('a method that no endpoint has is not handled', async () => {
    expect(await inProject('nova', compute('unheard_of', '6.0'))).toMatchObject({
      handlers: [],
      versionMismatches: [],
    });
    // A decorator's inner function, a client's method, a function of a module.
    for (const method of ['decorated_function', 'wrap_error', 'notify_about_instance_usage']) {
      expect(await inProject('nova', compute(method, '6.0'))).toMatchObject({ handlers: [] });
    }
  });

  describe('requests that run a method of an object', () => {
    const object = (objectName: string, objectMethod: string, method = 'object_action'): Asked => ({
      ...{ exchange: 'nova', topic: 'conductor', version: '3.0' },
      ...{ method, objectName, objectMethod },
    });

    test.each([
      [object('Instance', 'save'), 'nova/objects/instance.py Instance.save'],
      [object('Aggregate', 'create'), 'nova/objects/aggregate.py Aggregate.create'],
      [object('Instance', 'refresh'), 'nova/objects/base.py NovaPersistentObject.refresh'],
      [
        object('Instance', 'get_by_uuid', 'object_class_action_versions'),
        'nova/objects/instance.py Instance.get_by_uuid',
      ],
    ])('%j leads to the object, not to the conductor', async (call, handler) => {
      await expectSurely('nova', call, handler);
    });

    test('another class of that name that is not a versioned object comes later and is doubtful', async () => {
      const { handlers } = await inProject('nova', object('Instance', 'save'));
      expect(handlers).toEqual([
        'nova/objects/instance.py Instance.save',
        'nova/objects/aggregate.py Instance.save ? save is not remotable',
      ]);
    });

    test('a method that is not remotable is doubtful', async () => {
      const { handlers } = await inProject('nova', object('Instance', '_save_flavor'));
      expect(handlers).toEqual([
        'nova/objects/instance.py Instance._save_flavor ? _save_flavor is not remotable',
      ]);
    });

    test('an object whose class is missing leads to the conductor', async () => {
      const conductor = 'nova/conductor/manager.py ConductorManager.object_action';
      await expectSurely('nova', object('Migration', 'save'), conductor);
    });
  });
});

describe('neutron', () => {
  const plugin = (topic: string, method: string, version: string): Asked => ({
    ...{ exchange: 'neutron', topic, method, version, receivers: ['neutron-server'] },
  });

  test('the order of the endpoints decides when two of a server have the method', async () => {
    const { handlers } = await inProject('neutron', plugin('q-plugin', 'report_state', '1.2'));
    expect(handlers).toEqual([
      'neutron/plugins/ml2/rpc.py RpcCallbacks.report_state',
      'neutron/db/agents_db.py AgentExtRpcCallback.report_state ? RpcCallbacks.report_state in neutron/plugins/ml2/rpc.py comes first',
    ]);
  });

  test('the first endpoint that accepts the version is the handler', async () => {
    const { handlers } = await inProject('neutron', plugin('q-plugin', 'report_state', '1.0'));
    expect(handlers[0]).toBe('neutron/plugins/ml2/rpc.py RpcCallbacks.report_state');
    const reports = await inProject('neutron', plugin('q-reports-plugin', 'report_state', '1.2'));
    expect(reports.handlers[0]).toBe('neutron/db/agents_db.py AgentExtRpcCallback.report_state');
    expect(reports.reasons[0]).toBe(
      'topic q-reports-plugin is served in neutron/plugins/ml2/plugin.py:31',
    );
  });

  test.each<[what: string, call: Asked, handler: string]>([
    [
      'a topic composed of prefix, table and operation',
      {
        topic: 'q-agent-notifier-port-update',
        method: 'port_update',
        version: '1.0',
        isFanout: true,
        receivers: ['neutron-ovs-agent'],
      },
      'neutron/plugins/ml2/drivers/ovs_agent.py OVSNeutronAgent.port_update',
    ],
    [
      'an alias of a method',
      {
        topic: 'dhcp_agent',
        method: 'subnet_create_end',
        version: '1.0',
        receivers: ['neutron-dhcp-agent'],
      },
      'neutron/agent/dhcp/agent.py DhcpAgent.subnet_update_end',
    ],
    [
      'a manager class that a text names',
      {
        topic: 'dhcp_agent',
        method: 'agent_updated',
        version: '1.0',
        receivers: ['neutron-dhcp-agent'],
      },
      'neutron/agent/dhcp/agent.py DhcpAgentWithStateReport.agent_updated',
    ],
    [
      'a topic with the version of a resource in it',
      {
        topic: 'neutron-vo-Port-1.7',
        method: 'push',
        version: '1.1',
        isFanout: true,
        receivers: ['neutron-l3-agent'],
      },
      'neutron/api/rpc/handlers/resources_rpc.py ResourcesPushRpcCallback.push',
    ],
    [
      'a namespace of its own, by a constant',
      { topic: 'trunk', method: 'update_subport_bindings', namespace: 'trunk', version: '1.0' },
      'neutron/services/trunk/rpc/server.py TrunkSkeleton.update_subport_bindings',
    ],
    [
      'a namespace that neutron-lib defines as None',
      { topic: 'q-reports-plugin', method: 'report_state', version: '1.0' },
      'neutron/db/agents_db.py AgentExtRpcCallback.report_state',
    ],
  ])('%s', async (_what, call, handler) => {
    await expectSurely('neutron', { exchange: 'neutron', ...call }, handler);
  });

  test('a topic for a resource that is not served is doubtful', async () => {
    const { handlers } = await inProject('neutron', {
      ...{ exchange: 'neutron', topic: 'neutron-vo-Network-1.1', method: 'push' },
      ...{ version: '1.1', receivers: ['neutron-l3-agent'] },
    });
    expect(handlers).toEqual([
      'neutron/api/rpc/handlers/resources_rpc.py ResourcesPushRpcCallback.push ? nothing shows that it is served with topic neutron-vo-Network-1.1',
    ]);
  });
});

describe('other projects', () => {
  test.each<[project: string, call: Asked, handler: string]>([
    [
      'heat',
      { exchange: 'heat', topic: 'engine', method: 'show_stack', version: '1.20' },
      'heat/engine/service.py EngineService.show_stack',
    ],
    [
      'heat',
      { exchange: 'heat', topic: 'heat-engine-listener', method: 'stop_stack', version: '1.0' },
      'heat/engine/service.py EngineListener.stop_stack',
    ],
    [
      'cinder',
      {
        topic: 'cinder-volume',
        method: 'create_volume',
        version: '3.10',
        receivers: ['cinder-volume'],
      },
      'cinder/volume/manager.py VolumeManager.create_volume',
    ],
    [
      'cinder',
      {
        topic: 'cinder-volume.ctl1@lvm',
        method: 'create_volume',
        version: '3.10',
        receivers: ['cinder-volume'],
      },
      'cinder/volume/manager.py VolumeManager.create_volume',
    ],
    [
      'cinder',
      {
        topic: 'cinder-scheduler',
        method: 'create_volume',
        version: '3.12',
        receivers: ['cinder-scheduler'],
      },
      'cinder/scheduler/manager.py SchedulerManager.create_volume',
    ],
    [
      'designate',
      { exchange: 'designate', topic: 'central', method: 'create_zone', version: '6.2' },
      'designate/central/service.py Service.create_zone',
    ],
    [
      'designate',
      { exchange: 'designate', topic: 'worker', method: 'create_zone', version: '1.1' },
      'designate/worker/service.py Service.create_zone',
    ],
    [
      'manila',
      { topic: 'manila-share', method: 'create_share_instance', version: '1.4' },
      'manila/share/manager.py ShareManager.create_share_instance',
    ],
    [
      'ironic',
      {
        exchange: 'ironic',
        topic: 'ironic.conductor_manager',
        method: 'change_node_power_state',
        version: '1.39',
      },
      'ironic/conductor/manager.py ConductorManager.change_node_power_state',
    ],
    [
      'octavia',
      {
        topic: 'octavia_provisioning_v2',
        method: 'create_load_balancer',
        namespace: 'controller',
        version: '1.0',
      },
      'octavia/controller/queue/endpoints.py Endpoints.create_load_balancer',
    ],
  ])('%s: %j', async (project, call, handler) => {
    await expectSurely(project, call, handler);
  });

  test('a client that has a target is not an endpoint', async () => {
    const { handlers } = await inProject('octavia', {
      ...{ topic: 'octavia_provisioning_v2', method: 'create_load_balancer' },
      ...{ namespace: 'controller', version: '1.0' },
    });
    expect(handlers).toHaveLength(1);
  });

  test('a version that a property returns rejects newer messages', async () => {
    expect(
      await inProject('manila', {
        topic: 'manila-share',
        method: 'create_share_instance',
        version: '1.27',
      }),
    ).toMatchObject({
      handlers: [],
      versionMismatches: [
        'manila/share/manager.py ShareManager.create_share_instance ? serves version 1.26, which does not take 1.27',
      ],
    });
  });
});

describe('several projects in one index', () => {
  const all = indexOf(...['nova', 'cinder', 'neutron', 'ironic'].map(projectFolder));

  test('the exchange identifies the project', async () => {
    const { handlers } = answers(await all, {
      ...{ exchange: 'nova', topic: 'conductor', method: 'object_action', version: '3.0' },
    });
    expect(handlers[0]).toBe('nova/conductor/manager.py ConductorManager.object_action');
  });

  test('the receiving program identifies the project when many use the exchange', async () => {
    const { handlers } = answers(await all, {
      ...{ topic: 'cinder-volume', method: 'create_volume', version: '3.10' },
      receivers: ['cinder-volume'],
    });
    expect(handlers[0]).toBe('cinder/volume/manager.py VolumeManager.create_volume');
  });

  test('a handler of another project is doubtful', async () => {
    const { handlers } = answers(await all, {
      ...{ exchange: 'ironic', topic: 'compute', method: 'attach_volume', version: '6.0' },
    });
    expect(handlers).toEqual([
      'nova/compute/manager.py ComputeManager.attach_volume ? another project by its exchange or programs',
    ]);
  });
});

describe('a project without sources', () => {
  const nova = indexOf(projectFolder('nova'));
  const elsewhere = 'another project by its exchange or programs';

  test.each([
    ['trove', ['trove-conductor'], elsewhere],
    ['openstack', ['trove-guestagent'], 'nothing shows that trove-guestagent is of this code'],
    // A service whose name differs from its code's, and one that uses another's exchange.
    ['openstack', ['mini-compute'], undefined],
    ['other', ['mini-compute'], undefined],
  ] as const)('on exchange %s, got by %j: %s', async (exchange, receivers, doubt) => {
    const { handlers } = answers(await nova, {
      ...{ exchange, topic: 'compute', method: 'attach_volume', version: '6.0', receivers },
    });
    const handler = 'nova/compute/manager.py ComputeManager.attach_volume';
    expect(handlers).toEqual([doubt === undefined ? handler : `${handler} ? ${doubt}`]);
  });
});

describe('unknown parts', () => {
  const server = `
def start():
    get_rpc_server(T, Target(topic='app', server='h'), [Manager()])
`;
  const app = (target: string) => ({
    'app/__init__.py': '',
    'app/manager.py': `class Manager:\n    ${target}\n    def handle(self, ctxt): pass\n    def more(self, ctxt): pass\n${server}`,
  });
  const handle: Asked = { exchange: 'app', topic: 'app', method: 'handle', version: '1.3' };

  test.each([
    ['a version of a variable', `target = Target(version=unheard)`],
    ['a namespace that a function gives', `target = Target(namespace=of(), version='1.3')`],
    ['one version of two', `target = Target(version='1.3' if new else '2.0')`],
    ['a target that a function makes', `target = make_target('1.3')`],
    ['unknown keyword arguments', `target = Target(**kwargs)`],
  ])('%s makes the handler doubtful', async (_what, target) => {
    const { handlers, versionMismatches } = answers(await indexOfTexts(app(target)), handle);
    expect(versionMismatches).toEqual([]);
    expect(handlers).toEqual(['app/manager.py Manager.handle ? its Target cannot be evaluated']);
  });

  test('unknown parts never reject a message', async () => {
    const index = await indexOfTexts(app(`target = Target(version=unheard)`));
    for (const version of ['1.0', '9.9', undefined]) {
      expect(answers(index, { ...handle, version }).handlers).toHaveLength(1);
    }
  });

  test('an unknown endpoint before the handler is a doubt; one after it is not', async () => {
    const among = (list: string) => {
      const files = app(`target = Target(version='1.3')`);
      const text = files['app/manager.py'].replace('[Manager()]', list);
      return indexOfTexts({ ...files, 'app/manager.py': text });
    };
    expect(answers(await among('[Manager(), unheard()]'), handle).handlers).toEqual([
      'app/manager.py Manager.handle',
    ]);
    expect(answers(await among('[unheard(), Manager()]'), handle).handlers).toEqual([
      'app/manager.py Manager.handle ? an endpoint before it in its server’s list cannot be evaluated',
    ]);
  });

  test('a class without a target serves version 1.0', async () => {
    const index = await indexOfTexts(app('pass'));
    expect(answers(index, { ...handle, version: '1.0' }).handlers).toEqual([
      'app/manager.py Manager.handle',
    ]);
    expect(answers(index, handle).versionMismatches).toEqual([
      'app/manager.py Manager.handle ? serves version 1.0, which does not take 1.3',
    ]);
  });

  test('a class without a target that no server gets handles nothing', async () => {
    const index = await indexOfTexts({
      'app/__init__.py': '',
      'app/manager.py': `class Manager:\n    def handle(self, ctxt): pass\n`,
    });
    expect(answers(index, { ...handle, version: '1.0' })).toMatchObject({
      handlers: [],
      versionMismatches: [],
    });
  });

  test('two equal classes name each other in their doubts', async () => {
    const manager = `class Manager:\n    target = Target(version='1.3')\n    def handle(self, ctxt): pass\n`;
    const index = await indexOfTexts({
      'app/__init__.py': '',
      'app/one/worker.py': manager,
      'app/two/worker.py': manager,
    });
    const { handlers } = answers(index, { ...handle, topic: 'worker' });
    expect(handlers).toEqual([
      'app/one/worker.py Manager.handle ? Manager.handle in app/two/worker.py fits as well',
      'app/two/worker.py Manager.handle ? Manager.handle in app/one/worker.py comes first',
    ]);
  });

  test('a method named like a member of Object.prototype has no handler', async () => {
    const index = await indexOfTexts(app(`target = Target(version='1.3')`));
    for (const method of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(answers(index, { ...handle, method })).toMatchObject({
        handlers: [],
        versionMismatches: [],
      });
    }
  });
});

describe('endless definitions', () => {
  test.each<[what: string, files: Record<string, string>]>([
    [
      'a manager that derives of itself',
      {
        'app/m.py': `class Manager(Manager):\n    target = Target(version='1.0')\n    def handle(self, ctxt): pass\n`,
      },
    ],
    [
      'managers that derive of each other, in modules that import each other',
      {
        'app/m.py': `from app import n\nclass Manager(n.Base):\n    target = Target(version='1.0')\n    def handle(self, ctxt): pass\n`,
        'app/n.py': `from app import m\nclass Base(m.Manager): pass\n`,
      },
    ],
    [
      'a version that goes in a circle',
      {
        'app/m.py': `A = B\nB = A\nclass Manager:\n    target = Target(version=A)\n    def handle(self, ctxt): pass\n`,
      },
    ],
    [
      'a method that is another name of itself',
      {
        'app/m.py': `class Manager:\n    target = Target(version='1.0')\n    def handle(self, ctxt): pass\n    handle = handle\n`,
      },
    ],
    [
      'a server whose endpoints are its own argument',
      {
        'app/m.py': `class Manager:\n    target = Target(version='1.0')\n    def handle(self, ctxt): pass\n    def start(self, endpoints):\n        endpoints = endpoints or [self]\n        self.start(endpoints)\n        get_rpc_server(T, Target(topic='app'), endpoints)\n`,
      },
    ],
    [
      'a target of a function that returns what it returns itself',
      {
        'app/m.py': `def get_target(i):\n${'    if i: return get_target(i)\n'.repeat(4)}class Manager:\n    target = get_target(1)\n    def handle(self, ctxt): pass\n`,
      },
    ],
  ])('%s: the handler is found', async (_what, files) => {
    const index = await indexOfTexts({ 'app/__init__.py': '', ...files });
    const { handlers } = answers(index, { exchange: 'app', topic: 'app', method: 'handle' });
    expect(handlers[0]).toContain('app/m.py Manager.handle');
  });

  test.each([
    ['a chain of sixty classes', (i: number) => `C${i}`, 60],
    ['four hundred classes of one base', () => 'C0', 400],
  ])('%s with the method are ranked without delay', async (_what, base, length) => {
    const handle = '    def handle(self, ctxt): pass\n';
    const classes = Array.from({ length }, (_, i) => `class C${i + 1}(${base(i)}):\n${handle}`);
    const index = await indexOfTexts({
      'app/__init__.py': '',
      'app/m.py': `class C0:\n    target = Target(version='1.0')\n${handle}${classes.join('')}`,
    });
    const call = { exchange: 'app', topic: 'app', method: 'handle' };
    expect(answers(index, call).handlers).toHaveLength(length + 1);
  });
});

describe('a message of another release', () => {
  const endpoint = (topic: string, more = '') => ({
    'neutron/__init__.py': '',
    'neutron/agent.py': `
class Callbacks:
    target = Target(version='1.1')

    def port_update(self, context): pass

    def push(self, context): pass


def serve():
    get_rpc_server(TRANSPORT, Target(topic=${topic}, server='h'), [Callbacks()])
`,
    'neutron/sriov/__init__.py': '',
    'neutron/sriov/agent.py': '',
    'neutron/objects/__init__.py': '',
    'neutron/objects/ports.py': `class Port:\n    VERSION = '1.9'\n`,
    'neutron/constants.py': `NAMESPACE = None\n`,
    ...(more === '' ? {} : { 'neutron/more.py': more }),
  });
  const asked = (topic: string, more: Partial<Asked> = {}): Asked => ({
    ...{ exchange: `${topic}_fanout`, topic, isFanout: true, method: 'port_update' },
    ...{ version: '1.1', receivers: ['neutron-sriov-agent'] },
    ...more,
  });
  const first = async (files: Readonly<Record<string, string>>, call: Asked) => {
    const found = new HandlerFinder(new Analysis(await indexOfTexts(files)));
    return found.findHandlers(rpcCall(call)).handlers[0]?.doubt;
  };

  test('has a doubtful handler when the sources do not hold the program that took it', async () => {
    const call = asked('updates');
    expect(await first(endpoint(`'updates'`), call)).toBeUndefined();
    const other = { ...call, receivers: ['neutron-linuxbridge-agent'] };
    expect(await first(endpoint(`'updates'`), other)).toBe(
      'the sources do not hold neutron-linuxbridge-agent',
    );
  });

  test('has a doubtful handler when the sources have its object in another version', async () => {
    const files = endpoint(`'neutron-vo-%s-%s' % (kind, version)`);
    const call = (topic: string) => asked(topic, { method: 'push' });
    expect(await first(files, call('neutron-vo-Port-1.9'))).toBeUndefined();
    expect(await first(files, call('neutron-vo-Port-1.7'))).toBe(
      'the sources have Port in version 1.9',
    );
  });

  test('has a doubtful handler when its endpoint is served with another topic', async () => {
    const call = asked('updates-alt', { receivers: ['neutron-agent', 'neutron-sriov-agent'] });
    expect(await first(endpoint(`'updates'`), call)).toBe('it is served with topic updates');
  });

  test('has a sure handler whose namespace is a constant of another module that is None', async () => {
    const text = `
from neutron import constants


class Reports:
    target = Target(version='1.4', namespace=constants.NAMESPACE)

    def report_state(self, context): pass


def serve():
    get_rpc_server(TRANSPORT, Target(topic='reports', server='h'), [Reports()])
`;
    const call = asked('reports', { method: 'report_state', version: '1.4' });
    expect(await first(endpoint(`'updates'`, text), call)).toBeUndefined();
  });
});

describe('an endpoint without a literal target', () => {
  const sure = async (text: string, more: Readonly<Record<string, string>> = {}) => {
    const files = { 'acme/__init__.py': '', 'acme/worker.py': text, ...more };
    const found = new HandlerFinder(new Analysis(await indexOfTexts(files)));
    const call = { exchange: 'acme', topic: 'worker', method: 'ping', version: '1.0' };
    return found.findHandlers(rpcCall(call)).handlers.map(each => [told(each.at), each.doubt]);
  };

  test('is served through an import by name and a wrapper, as in trove', async () => {
    const service = `
CONF = cfg.CONF
CONF.register_opts([cfg.StrOpt('worker_manager', default='acme.worker.Manager')])


class RpcService:
    def __init__(self, manager=None, topic=None):
        _manager = importutils.import_object(manager)
        self.manager_impl = profiler.trace_cls('rpc')(_manager)
        self.topic = topic

    def start(self, transport):
        endpoints = [self.manager_impl]
        target = Target(topic=self.topic, server='host1')
        self.server = get_rpc_server(transport, target, endpoints)


def main():
    return RpcService(manager=CONF.worker_manager, topic='worker')
`;
    expect(
      await sure(`class Manager:\n    def ping(self, context): pass\n`, {
        'acme/service.py': service,
      }),
    ).toEqual([['acme/worker.py Manager.ping', undefined]]);
  });

  test('has the target that a function returns', async () => {
    expect(
      await sure(`
def get_target():
    return oslo_messaging.Target(topic='worker', version='1.1', server='host1')


class Tasks:
    def ping(self, context): pass


class TaskServer(Tasks):
    def __init__(self, transport):
        self.target = get_target()
        self.server = get_rpc_server(transport, target=self.target, endpoints=[self])
`),
    ).toEqual([['acme/worker.py Tasks.ping', undefined]]);
  });

  test.each(['endpoints=[Tasks()]', '[Tasks()]'])(
    'is doubtful when nothing is known of the topic of its server: %s',
    async endpoints => {
      expect(
        await sure(`
class Tasks:
    def ping(self, context): pass


def serve(transport, target):
    return oslo_messaging.get_rpc_server(transport, target, ${endpoints})
`),
      ).toEqual([
        [
          'acme/worker.py Tasks.ping',
          'the topic of its server in acme/worker.py:7 cannot be evaluated',
        ],
      ]);
    },
  );

  test('is none when no server gets it', async () => {
    expect(await sure(`class Tasks:\n    def ping(self, context): pass\n`)).toEqual([]);
  });
});

test('the library answers the ping of any server', async () => {
  const dispatcher = `class PingEndpoint:\n    def oslo_rpc_server_ping(self, ctxt, **kwargs): return 'pong'\n`;
  const index = await indexOfTexts({
    'oslo_messaging/__init__.py': '',
    'oslo_messaging/rpc/__init__.py': '',
    'oslo_messaging/rpc/dispatcher.py': dispatcher,
  });
  const call = { exchange: 'nova', topic: 'compute', method: 'oslo_rpc_server_ping' };
  const { handlers } = new HandlerFinder(new Analysis(index)).findHandlers(rpcCall(call));
  expect(handlers.map(({ at, doubt }) => [told(at), doubt])).toEqual([
    ['oslo_messaging/rpc/dispatcher.py PingEndpoint.oslo_rpc_server_ping', undefined],
  ]);
});
