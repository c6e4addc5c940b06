#!/usr/bin/python3
"""Records which function of the client classes sends which request, and prints a table of it.

Every public method of every class that holds an RPC client is called, with made-up arguments and
with a client that notes what would go out: to which topic, which method, and from which function.
Running the code is what makes the table independent of any reading of it; a second look through the
syntax trees, for requests named by a literal that no call brought out, goes to stderr.

Needs the packages that askDispatcher.py names, and Debian's own interpreter:

  /usr/bin/python3 askClients.py PACKAGE... > truth/clients.tsv
"""

import ast
import collections
import contextlib
import functools
import importlib
import inspect
import itertools
import json
import logging
import os
import subprocess
import sys
from unittest import mock

# Only the tables are to be left behind in this folder.
sys.dont_write_bytecode = True

import askDispatcher  # noqa: E402

LIBRARY = '/usr/lib/python3/dist-packages/'
HOST = 'host'

# Module and class of everything that holds a client, per package.
CLASSES = {
    'nova': ('nova.baserpc:BaseAPI', 'nova.compute.rpcapi:ComputeAPI',
             'nova.conductor.rpcapi:ComputeTaskAPI', 'nova.conductor.rpcapi:ConductorAPI',
             'nova.scheduler.rpcapi:SchedulerAPI'),
    'cinder': ('cinder.backup.rpcapi:BackupAPI', 'cinder.scheduler.rpcapi:SchedulerAPI',
               'cinder.volume.rpcapi:VolumeAPI'),
    'heat': ('heat.engine.service:EngineService', 'heat.rpc.client:EngineClient',
             'heat.rpc.listener_client:EngineListenerClient',
             'heat.rpc.worker_client:WorkerClient'),
    'neutron': ('neutron.agent.dhcp.agent:DhcpPluginApi', 'neutron.agent.l3.agent:L3PluginApi',
                'neutron.agent.metadata.agent:MetadataPluginAPI', 'neutron.agent.rpc:PluginApi',
                'neutron.agent.rpc:PluginReportStateAPI',
                'neutron.api.rpc.agentnotifiers.dhcp_rpc_agent_api:DhcpAgentNotifyAPI',
                'neutron.api.rpc.agentnotifiers.l3_rpc_agent_api:L3AgentNotifyAPI',
                'neutron.api.rpc.agentnotifiers.metering_rpc_agent_api:MeteringAgentNotifyAPI',
                'neutron.api.rpc.handlers.dvr_rpc:DVRServerRpcApi',
                'neutron.api.rpc.handlers.resources_rpc:ResourcesPullRpcApi',
                'neutron.api.rpc.handlers.resources_rpc:ResourcesPushRpcApi',
                'neutron.api.rpc.handlers.resources_rpc:ResourcesPushToServersRpcApi',
                'neutron.api.rpc.handlers.securitygroups_rpc:SecurityGroupServerRpcApi',
                'neutron.plugins.ml2.drivers.l2pop.rpc:L2populationAgentNotifyAPI',
                'neutron.plugins.ml2.rpc:AgentNotifierApi',
                'neutron.services.logapi.rpc.agent:LoggingApiStub',
                'neutron.services.metering.agents.metering_agent:MeteringPluginRpc',
                'neutron.services.trunk.rpc.agent:TrunkStub'),
    'ironic': ('ironic.conductor.rpcapi:ConductorAPI',),
    'designate': ('designate.central.rpcapi:CentralAPI', 'designate.worker.rpcapi:WorkerAPI'),
    'manila': ('manila.data.rpcapi:DataAPI', 'manila.scheduler.rpcapi:SchedulerAPI',
               'manila.share.drivers.huawei.v3.rpcapi:HuaweiV3API', 'manila.share.rpcapi:ShareAPI'),
    'octavia': ('octavia.api.drivers.amphora_driver.v1.driver:AmphoraProviderDriver',
                'octavia.api.drivers.amphora_driver.v2.driver:AmphoraProviderDriver',
                'octavia.api.v2.controllers.amphora:AmphoraController',
                'octavia.api.v2.controllers.amphora:AmphoraUpdateController',
                'octavia.api.v2.controllers.amphora:FailoverController'),
}

# Functions that only pass on what they are given; the one that calls them is what a reader wants.
PASS_ON = {('heat/rpc/client.py', 'EngineClient.call'), ('heat/rpc/client.py', 'EngineClient.cast'),
           ('heat/rpc/worker_client.py', 'WorkerClient.cast'),
           ('neutron/api/rpc/agentnotifiers/utils.py', '_call_with_retry.wrapper.func_wrapper')}

# Compares the method's name with literals, but does not choose it.
NAMES_NOTHING = ('neutron/api/rpc/agentnotifiers/dhcp_rpc_agent_api.py',
                 'DhcpAgentNotifyAPI._notify_agents')

Sent = collections.namedtuple('Sent', 'topic namespace method sender named_by')


class Recorder:
    """Stands in for oslo.messaging's client and for what its prepare() returns."""

    found = set()
    driven = None
    # The newest version that may be sent, as pinned in a mixed cloud, and those asked about.
    cap = None
    asked = set()

    def __init__(self, target, **kwargs):
        self.target = target

    def prepare(self, **kwargs):
        return Recorder(self.target(**{key: value for key, value in kwargs.items()
                                       if key in ('topic', 'namespace', 'version', 'server',
                                                  'fanout', 'exchange')}))

    def can_send_version(self, version):
        if not isinstance(version, str):
            return True
        number = tuple(map(int, version.split('.')))
        Recorder.asked.add(number)
        return Recorder.cap is None or number <= Recorder.cap

    def _note(self, method):
        frames = []
        for frame in walk_up(sys._getframe(2)):
            code = frame.f_code
            if code.co_filename.startswith(LIBRARY + Recorder.driven + '/'):
                name = (code.co_filename[len(LIBRARY):], code.co_qualname.replace('.<locals>', ''))
                if name not in PASS_ON:
                    frames.append((code, name))
        sender = frames[0][1]
        # The function that handed the sender the name: the one that has it as a literal, or else,
        # if it is put together, the one in which all began.
        named = ''
        if not mentions(frames[0][0], method) and len(frames) > 1:
            named = '%s:%s' % next(
                (name for code, name in frames if mentions(code, method) and name != NAMES_NOTHING),
                frames[-1][1])
        Recorder.found.add(Sent(self.target.topic, self.target.namespace or '', method,
                                '%s:%s' % sender, named))
        return mock.MagicMock()

    def call(self, ctxt, method, **kwargs):
        return self._note(method)

    def cast(self, ctxt, method, **kwargs):
        return self._note(method)


def mentions(code, text):
    return text in code.co_consts or any(mentions(one, text) for one in code.co_consts
                                         if inspect.iscode(one))


def walk_up(frame):
    while frame is not None:
        yield frame
        frame = frame.f_back


def value_for(name, variant):
    """An argument that gets as far as possible through code which expects real objects."""
    if variant == 'true':
        return True
    if variant == 'false':
        return False
    if variant == 'none':
        return None
    if name == 'topic':
        return 'ironic.conductor_manager.host'
    if name in ('host', 'server', 'engine_id', 'dest', 'source_host', 'dest_host', 'method',
                'resource_type', 'backend', 'backend_id'):
        return 'host@backend#pool'
    made = mock.MagicMock(name=name)
    made.__iter__.side_effect = lambda: iter([mock.MagicMock()])
    for field in ('host', 'source_host', 'dest_compute', 'service_topic_queue',
                  'source_compute', 'node'):
        setattr(made, field, 'host@backend#pool')
    return made


def drive(function, undecorated, skipped=1):
    """Calls one method in many ways; that most of them fail on made-up arguments is no matter."""
    parameters = [p for p in list(inspect.signature(undecorated).parameters.values())[skipped:]
                  if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    optional = [p.name for p in parameters if p.default is not p.empty]
    choices = [{}]
    variants = ('made', 'true', 'false', 'none')
    choices += [{name: variant} for name in optional for variant in variants]
    choices += [dict.fromkeys(optional, variant) for variant in variants]
    choices += [{p.name: 'none'} for p in parameters]
    Recorder.asked = set()
    caps = [None]
    while caps:
        # Once without a pin, then once pinned below each version that turns out to matter.
        Recorder.cap = caps.pop()
        before = set(Recorder.asked)
        for choice in choices:
            args = {p.name: value_for(p.name, choice.get(p.name, 'made')) for p in parameters
                    if p.default is p.empty or p.name in choice}
            with contextlib.suppress(Exception):
                function(**args)
        caps += [(major, minor - 1) if minor else (major - 1, 99)
                 for major, minor in Recorder.asked - before]
    Recorder.cap = None


def literals(modules):
    """(sender, method) of requests whose name is a literal at the call, from the syntax trees."""
    for module in modules:
        path = importlib.import_module(module).__file__
        with open(path) as source:
            tree = ast.parse(source.read())

        def walk(node, names):
            for child in ast.iter_child_nodes(node):
                below = names
                if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                    below = names + [child.name]
                elif isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
                    place = {'call': 1, 'cast': 1, 'make_msg': 0}.get(child.func.attr)
                    if place is not None and len(child.args) > place:
                        name = child.args[place]
                        if isinstance(name, ast.Constant) and isinstance(name.value, str):
                            yield '%s:%s' % (path[len(LIBRARY):], '.'.join(below)), name.value
                yield from walk(child, below)

        yield from walk(tree, [])


class Base:
    def __init__(self, host):
        self.host = host


def instance(cls):
    module = cls.__module__
    if module == 'nova.baserpc':
        return cls(topic='conductor')
    if module == 'neutron.agent.dhcp.agent':
        from neutron_lib.agent import topics
        return cls(topics.PLUGIN, HOST)
    if module == 'neutron.agent.l3.agent':
        from neutron_lib.agent import topics
        return cls(topics.L3PLUGIN, HOST)
    if cls.__name__ == 'MeteringPluginRpc':
        # Mixed into the agent, whose other base class takes the argument that this one passes up.
        return type(cls.__name__, (cls, Base), {})(HOST)
    if cls.__name__ in ('PluginApi', 'MetadataPluginAPI', 'DVRServerRpcApi',
                        'SecurityGroupServerRpcApi'):
        from neutron_lib.agent import topics
        return cls(topics.PLUGIN)
    if cls.__name__ == 'PluginReportStateAPI':
        from neutron_lib.agent import topics
        return cls(topics.REPORTS)
    if cls.__name__ == 'AgentNotifierApi':
        from neutron_lib.agent import topics
        return cls(topics.AGENT)
    if cls.__name__ == 'EngineListenerClient':
        return cls('engine')
    return cls()


def rows(package):
    import servers
    Recorder.driven = package
    with contextlib.ExitStack() as patches:
        # Reads the project's configuration and registers its objects, as a service would.
        servers.servers(package)
        patch = patches.enter_context
        target = {'nova': 'nova.rpc.get_client', 'cinder': 'cinder.rpc.get_client',
                  'neutron': 'neutron_lib.rpc.get_client', 'ironic': 'ironic.common.rpc.get_client',
                  'designate': 'designate.rpc.get_client', 'manila': 'manila.rpc.get_client',
                  'octavia': 'octavia.common.rpc.get_client'}.get(package)
        if target:
            patch(mock.patch(target, Recorder))
        if package == 'nova':
            import nova.conf
            import oslo_messaging
            # The client registers the time-out options that the callers read.
            nova.conf.CONF.register_opts(importlib.import_module(
                'oslo_messaging.rpc.client')._client_opts)
            # The client of ComputeAPI.router, without what it asks the database for.
            router = mock.Mock(client=lambda ctxt: Recorder(
                oslo_messaging.Target(topic='compute', version='6.0')))
            patch(mock.patch('nova.compute.rpcapi.ComputeAPI.router', router))
        elif package == 'cinder':
            patch(mock.patch('cinder.rpc.RPCAPI.determine_obj_version_cap', lambda self: None))
            patch(mock.patch('cinder.rpc.RPCAPI.determine_rpc_version_cap', lambda self: None))
        elif package == 'heat':
            import oslo_messaging
            patch(mock.patch('heat.common.messaging.get_rpc_client',
                             lambda **kwargs: Recorder(oslo_messaging.Target(**kwargs))))
        elif package == 'neutron':
            patch(mock.patch('neutron_lib.plugins.directory.get_plugin', neutron_plugin))
            patch(mock.patch('neutron.api.rpc.handlers.resources_rpc._resource_to_class'))
        modules = []
        for path in CLASSES[package]:
            module, _, name = path.partition(':')
            modules.append(module)
            cls = getattr(importlib.import_module(module), name)
            if path == 'heat.engine.service:EngineService':
                made = servers.bare(cls)
                import oslo_messaging
                made._client = Recorder(oslo_messaging.Target(version='1.36'))
                for call in importlib.import_module(module).EngineListener.ACTIONS:
                    made._remote_call(None, 'engine', 1, call)
                continue
            if package == 'octavia':
                drive_octavia(cls)
                continue
            if name == 'ResourcesPushRpcApi':
                drive_push(cls)
                continue
            if name == 'ResourcesPullRpcApi' and hasattr(cls, '_instance'):
                # One for all, and servers() has made it without a recorder.
                del cls._instance
            made = instance(cls)
            for method in dir(cls):
                static = inspect.getattr_static(cls, method)
                if method.startswith('__') or not inspect.isfunction(static):
                    continue
                if method in ('call', 'cast', 'make_msg') or method.startswith(
                        ('_notif', '_cast', '_fanout', '_agent', '_schedule')):
                    # Not where a request begins: what they send is up to their callers.
                    continue
                function = getattr(made, method)
                undecorated = askDispatcher.innermost(function, method)
                if not name.endswith('NotifyAPI'):
                    drive(function, undecorated)
                    continue
                for supported in (True, False):
                    with mock.patch('neutron_lib.api.extensions.is_extension_supported',
                                    lambda plugin, alias: supported):
                        drive(function, undecorated)
                        if name == 'DhcpAgentNotifyAPI' and method == 'notify':
                            drive_dhcp(made)
    wanted = set(literals(modules))
    seen = {(sent.sender, sent.method) for sent in Recorder.found}
    for sender, method in sorted(wanted - seen):
        print('never sent:', sender, method, file=sys.stderr)
    return [(package,) + tuple(sent) for sent in Recorder.found]


def neutron_plugin(alias=None):
    plugin = mock.MagicMock()
    plugin.get_hosts_to_notify.return_value = ['host']
    plugin.get_l3_agents_hosting_routers.return_value = [mock.Mock(host='host')]
    agents = [mock.MagicMock(host='host', topic='dhcp_agent') for _ in range(2)]
    plugin.get_dhcp_agents_hosting_networks.side_effect = lambda *args, **kwargs: list(agents)
    plugin.schedule_network.return_value = agents[:1]
    return plugin


def drive_dhcp(made):
    """The names of DHCP notifications are put together from those of core plugin events."""
    for resource, action in itertools.product(('network', 'subnet', 'port'),
                                              ('create', 'update', 'delete')):
        thing = {'id': 'id', 'network_id': 'id', 'fixed_ips': [], 'device_id': ''}
        made.notify(mock.MagicMock(), {resource: thing}, '%s.%s.end' % (resource, action))


def drive_push(cls):
    from neutron.api.rpc.callbacks import resources
    for resource_type, version in resources.LOCAL_RESOURCE_VERSIONS.items():
        thing = mock.MagicMock(VERSION=version)
        thing.obj_name.return_value = resource_type
        with mock.patch('neutron.api.rpc.callbacks.version_manager.get_resource_versions',
                        lambda resource_type: [version]):
            cls().push(mock.MagicMock(), [thing], 'updated')


def drive_octavia(cls):
    """Octavia's API casts from its provider driver and from controllers that look into the
    database first."""
    from oslo_config import cfg
    module = sys.modules[cls.__module__]
    with contextlib.ExitStack() as patches:
        for name in ('db_apis', 'db_api', 'pecan_request'):
            if hasattr(module, name):
                patches.enter_context(mock.patch.object(module, name))
        patches.enter_context(mock.patch('oslo_messaging.get_rpc_transport'))
        patches.enter_context(mock.patch('oslo_messaging.RPCClient',
                                         lambda transport, target: Recorder(target)))
        for provider in ('amphorav1', 'amphora'):
            cfg.CONF.set_override('default_provider_driver', provider, 'api_settings')
            controller = cls.__name__ in ('AmphoraUpdateController', 'FailoverController')
            made = cls('amphora') if controller else cls()
            for name in dir(cls):
                if name.startswith(('_validate', '_encrypt', '_auth_validate', '_get_db_amp')):
                    setattr(made, name, mock.MagicMock())
            made.repositories = mock.MagicMock()
            made.repositories.listener.get.return_value.protocol = 'HTTP'
            for method, static in inspect.getmembers(cls, inspect.isfunction):
                if not method.startswith('__'):
                    # The controllers' decorators parse a web request; go below them.
                    undecorated = askDispatcher.innermost(static, method)
                    drive(functools.partial(undecorated, made), undecorated)


def main(*packages):
    if packages[0] == '--child':
        logging.disable(logging.CRITICAL)
        print(json.dumps(rows(packages[1])))
        return
    merged = {}
    for package in packages:
        child = subprocess.run(
            [sys.executable, '-B', os.path.abspath(__file__), '--child', package],
            stdout=subprocess.PIPE, text=True, check=True)
        for package, topic, namespace, method, sender, named in json.loads(
                child.stdout.splitlines()[-1]):
            if package == 'ironic':
                # The only client that puts the host into the topic by itself.
                topic = topic.removesuffix('.host')
            senders, naming = merged.setdefault((package, topic or '', namespace, method),
                                                (set(), set()))
            senders.add(sender)
            naming.update(filter(None, [named]))
    print('\t'.join(('package', 'topic', 'namespace', 'method', 'expected', 'named_by')))
    for key, (senders, naming) in sorted(merged.items()):
        print('\t'.join(key + (' | '.join(sorted(senders)), ' | '.join(sorted(naming)))))


if __name__ == '__main__':
    main(*(sys.argv[1:] or sys.exit(__doc__)))
