"""The RPC servers that each OpenStack project starts, with their real endpoint objects.

`servers(package)` returns Server tuples for one project. The endpoint lists are not copied from
the sources: wherever it can be done without a database or a broker, the project's own start-up
code runs, with only the function that would open the server replaced by a recorder. So the order
of the endpoints and the names of the topics are those of the running service. Where start-up
needs too much of the outside world, the endpoint is made without calling its __init__; `made`
says which of the two it was.

Call it in a process of its own per project: they register clashing options in one global
configuration object.
"""

import collections
import contextlib
import importlib
import importlib.util
import logging
from unittest import mock

# HOST is what the services believe to be their host name. Routing keys end in it.
HOST = 'host'

# exchange: control_exchange of the project. topic, endpoints: as handed to get_rpc_server().
# runs: the program in which this server lives. made: 'started' or 'bare', see above.
# package: Python package of the project.
Server = collections.namedtuple('Server', 'package exchange topic endpoints runs made')


def bare(cls):
    """An instance of cls without its __init__: attribute lookup is all that dispatching needs."""
    if getattr(cls, '__abstractmethods__', None):
        cls = type(cls.__name__, (cls,), {'__abstractmethods__': frozenset()})
    return object.__new__(cls)


def _nova():
    import nova.conf
    from nova import config  # noqa: F401  registers options that the services expect
    from nova import objects
    from nova import rpc
    from nova import service
    import oslo_messaging

    conf = nova.conf.CONF
    conf([], project='nova', default_config_files=[])
    oslo_messaging.get_rpc_transport(conf, 'fake://')
    conf.set_override('compute_driver', 'fake.FakeDriver')
    conf.set_override('host', HOST)
    objects.register_all()

    found = []
    for binary, manager in service.SERVICE_MANAGERS.items():
        importlib.import_module(manager.rpartition('.')[0])
        with contextlib.ExitStack() as stack:
            for name in ('nova.objects.Service', 'nova.objects.CellMappingList',
                         'nova.objects.InstanceList', 'nova.objects.AggregateList',
                         'nova.utils.raise_if_old_compute',
                         'nova.scheduler.host_manager.HostManager',
                         'nova.servicegroup.API', 'nova.rpc.get_client', 'nova.rpc.get_notifier',
                         'nova.scheduler.client.report.SchedulerReportClient',
                         'nova.service.Service.basic_config_check'):
                stack.enter_context(mock.patch(name))
            stack.enter_context(mock.patch.object(
                rpc, 'get_server',
                lambda target, endpoints, serializer, binary=binary: found.append(
                    # Since nova 34 each endpoint is in a wrapper, which counts the calls.
                    Server('nova', 'nova', target.topic,
                           [getattr(each, '__dict__', {}).get('_endpoint', each)
                            for each in endpoints], binary, 'started'))
                or mock.Mock()))
            # nova/cmd/compute.py: since nova 33 a compute listens on a second topic.
            alt = getattr(importlib.import_module('nova.compute.rpcapi'), 'RPC_TOPIC_ALT', None)
            more = {'topic_alt': alt} if alt and binary == 'nova-compute' else {}
            started = service.Service.create(binary=binary, host=HOST, **more)
            for hook in ('init_host', 'pre_start_hook', 'post_start_hook'):
                setattr(started.manager, hook, lambda *args, **kwargs: None)
            started.start()
            for hook in ('init_host', 'pre_start_hook', 'post_start_hook'):
                delattr(started.manager, hook)
    return found


def _cinder():
    from cinder.common import constants
    from cinder import objects
    from cinder import rpc
    from cinder import service
    from oslo_config import cfg
    import oslo_messaging

    cfg.CONF([], project='cinder', default_config_files=[])
    oslo_messaging.get_rpc_transport(cfg.CONF, 'fake://')
    objects.register_all()

    found = []
    managers = (
        (constants.SCHEDULER_BINARY, constants.SCHEDULER_TOPIC,
         'cinder.scheduler.manager.SchedulerManager', HOST, None),
        (constants.VOLUME_BINARY, constants.VOLUME_TOPIC,
         'cinder.volume.manager.VolumeManager', HOST + '@backend', 'cluster@backend'),
        (constants.BACKUP_BINARY, constants.BACKUP_TOPIC,
         'cinder.backup.manager.BackupManager', HOST, None),
    )
    for binary, topic, name, host, cluster in managers:
        module, _, cls = name.rpartition('.')
        manager = bare(getattr(importlib.import_module(module), cls))
        manager.additional_endpoints = []
        manager.init_host = manager.init_host_with_rpc = lambda *args, **kwargs: None
        started = bare(service.Service)
        started.__dict__.update(
            host=host, binary=binary, topic=topic, manager=manager, cluster=cluster,
            coordination=False, added_to_cluster=False, origin_service_id=1,
            report_interval=0, periodic_interval=0, periodic_fuzzy_delay=0,
            backend_rpcserver=None, cluster_rpcserver=None, rpcserver=None,
            timers=[], tg=mock.Mock())
        with mock.patch.object(objects, 'Service') as record_of, \
             mock.patch.object(objects, 'Cluster', create=True), \
             mock.patch('cinder.rpc.initialized', return_value=True), \
             mock.patch('cinder.manager.scheduler_rpcapi', create=True), \
             mock.patch.object(
                 rpc, 'get_server',
                 lambda target, endpoints, serializer=None: found.append(
                     Server('cinder', 'openstack', target.topic, endpoints, binary, 'started'))
                 or mock.Mock()):
            record_of.get_minimum_obj_version.return_value = None
            started.start()
        del manager.init_host, manager.init_host_with_rpc
    return found


def _heat():
    from heat.common import messaging as rpc_messaging
    from heat.engine import service
    from heat.engine import worker
    from heat.rpc import api as rpc_api
    from oslo_config import cfg

    cfg.CONF([], project='heat', default_config_files=[])
    found = []

    def record(target, endpoint):
        # heat passes one endpoint and makes the list itself.
        found.append(Server('heat', 'heat', target.topic, [endpoint], 'heat-engine', 'started'))
        return mock.Mock()

    engine = bare(service.EngineService)
    engine.__dict__.update(host=HOST, topic=rpc_api.ENGINE_TOPIC, thread_group_mgr=mock.Mock(),
                           manage_thread_grp=mock.Mock())
    engine._configure_db_conn_pool_size = engine.service_manage_cleanup = lambda: None
    with mock.patch.object(rpc_messaging, 'get_rpc_server', record), \
         mock.patch.object(rpc_messaging, 'get_rpc_client'), \
         mock.patch.object(worker, 'rpc_client'):
        engine.start()
    del engine._configure_db_conn_pool_size, engine.service_manage_cleanup
    return found


def _neutron():
    from neutron.common import config as neutron_config
    from neutron_lib import rpc as lib_rpc
    from oslo_config import cfg
    import oslo_messaging

    neutron_config.register_common_config_options()
    cfg.CONF([], project='neutron', default_config_files=[])
    oslo_messaging.get_rpc_transport(cfg.CONF, 'fake://')
    cfg.CONF.set_override('host', HOST)

    found = []
    runs = ['neutron-server', 'started']

    def record(target, endpoints, serializer=None):
        found.append(Server('neutron', 'neutron', target.topic, endpoints, *runs))
        return mock.Mock()

    def add(topic, endpoints, program):
        found.append(Server('neutron', 'neutron', topic, endpoints, program, 'bare'))

    with mock.patch.object(lib_rpc, 'get_server', record), \
         mock.patch.object(lib_rpc, 'get_client'), \
         mock.patch.object(lib_rpc, 'BackingOffClient'):
        from neutron.api.rpc.callbacks import resources
        from neutron.api.rpc.handlers import resources_rpc
        from neutron.plugins.ml2 import plugin as ml2_plugin
        from neutron.services.l3_router import l3_router_plugin
        from neutron.services.logapi.rpc import server as logging_server
        from neutron.services.metering import metering_plugin
        from neutron.services.trunk.rpc import server as trunk_server
        from neutron_lib.agent import topics

        ml2 = bare(ml2_plugin.Ml2Plugin)
        ml2.notifier = ml2.type_manager = ml2.mechanism_manager = mock.MagicMock()
        ml2.mechanism_manager.start_driver_rpc_listeners.return_value = []
        ml2.start_rpc_listeners()
        bare(l3_router_plugin.L3RouterPlugin).start_rpc_listeners()
        bare(metering_plugin.MeteringPlugin).start_rpc_listeners()
        trunk_server.TrunkSkeleton()
        logging_server.LoggingApiSkeleton()

        # Agents whose main loop is apart from the RPC endpoint: run their RPC set-up.
        from neutron.plugins.ml2.drivers.agent import _common_agent
        from neutron.plugins.ml2.drivers.macvtap.agent import macvtap_neutron_agent
        managers = [(macvtap_neutron_agent.MacvtapManager, 'neutron-macvtap-agent')]
        # Removed in 2025.
        if importlib.util.find_spec('neutron.plugins.ml2.drivers.linuxbridge'):
            from neutron.conf.plugins.ml2.drivers import linuxbridge as linuxbridge_conf
            linuxbridge_conf.register_linuxbridge_opts(cfg=cfg.CONF)
            cfg.CONF.set_override('l2_population', True, 'VXLAN')
            from neutron.plugins.ml2.drivers.linuxbridge.agent import linuxbridge_neutron_agent
            managers.append((linuxbridge_neutron_agent.LinuxBridgeManager,
                             'neutron-linuxbridge-agent'))
        for manager, program in managers:
            runs[:] = [program, 'started']
            loop = bare(_common_agent.CommonAgentLoop)
            loop.mgr = bare(manager)
            loop.mgr.get_agent_id = lambda: 'id'
            loop.context = None
            with mock.patch.object(_common_agent, 'agent_sg_rpc'):
                loop.setup_rpc()

        runs[:] = ['neutron-openvswitch-agent', 'started']
        from neutron.plugins.ml2.drivers.openvswitch.agent import ovs_neutron_agent
        ovs = bare(ovs_neutron_agent.OVSNeutronAgent)
        ovs.l2_pop = True
        ovs.setup_rpc()

        runs[:] = ['neutron-sriov-nic-agent', 'started']
        from neutron.plugins.ml2.drivers.mech_sriov.agent import sriov_nic_agent
        sriov = bare(sriov_nic_agent.SriovNicSwitchAgent)
        sriov.context = sriov.sg_agent = None
        # Later releases have no periodic call of their own there.
        with mock.patch.object(sriov_nic_agent, 'loopingcall', create=True), \
             mock.patch('oslo_service.loopingcall.FixedIntervalLoopingCall'):
            sriov._setup_rpc()

        # Agents that are a manager of neutron.service.Service, which listens on the topic with
        # the manager as the only endpoint (neutron_lib/rpc.py: Service.start).
        from neutron.agent.dhcp import agent as dhcp_agent
        from neutron.agent.l3 import agent as l3_agent
        from neutron.services.metering.agents import metering_agent
        l3 = bare(l3_agent.L3NATAgentWithStateReport)
        add(topics.L3_AGENT, [l3], 'neutron-l3-agent')
        add(topics.get_topic_name(topics.AGENT, topics.NETWORK, topics.UPDATE), [l3],
            'neutron-l3-agent')
        add(topics.DHCP_AGENT, [bare(dhcp_agent.DhcpAgentWithStateReport)], 'neutron-dhcp-agent')
        add(topics.METERING_AGENT, [bare(metering_agent.MeteringAgentWithStateReport)],
            'neutron-metering-agent')

        # Agent extensions and caches listen on the topics of the object types that they need,
        # all with this one endpoint.
        for resource_type in resources.LOCAL_RESOURCE_VERSIONS:
            add(resources_rpc.resource_type_versioned_topic(resource_type),
                [resources_rpc.ResourcesPushRpcCallback()], 'agents')
    return found


def _ironic():
    from ironic.common import rpc
    from ironic.common import rpc_service
    from ironic.conf import CONF
    from ironic.conductor import manager

    CONF([], project='ironic', default_config_files=[])
    found = []
    managers = [(manager.ConductorManager, rpc.MANAGER_TOPIC, 'ironic-conductor')]
    # Later releases have the part that opens the server in a class for several programs.
    service = getattr(rpc_service, 'BaseRPCService', None)
    if service:
        from ironic.pxe_filter import service as pxe_filter
        managers.append((pxe_filter.PXEFilterManager, 'ironic.pxe_filter', 'ironic-pxe-filter'))
    else:
        service = rpc_service.RPCService
    if importlib.util.find_spec('ironic.networking'):
        from ironic.networking import manager as networking
        managers.append((networking.NetworkingManager, rpc.NETWORKING_TOPIC, 'ironic-networking'))
    for cls, topic, program in managers:
        started = bare(service)
        made = bare(cls)
        made.prepare_host = made.init_host = lambda *args: None
        started.__dict__.update(host=HOST, topic=topic, manager=made, rpcserver=None,
                                handle_signal=lambda: None)
        with mock.patch.object(
                rpc, 'get_server',
                lambda target, endpoints, serializer=None, program=program: found.append(
                    Server('ironic', 'ironic', target.topic, endpoints, program, 'started'))
                or mock.Mock()), \
             mock.patch.object(rpc, 'set_global_manager'):
            started._real_start()
        del made.prepare_host, made.init_host
    return found


def _designate():
    from designate import rpc
    from designate import service
    from designate.central import service as central
    from designate.producer import service as producer
    from designate.worker import service as worker
    from oslo_config import cfg

    cfg.CONF([], project='designate', default_config_files=[])
    found = []
    for module, name in ((central, 'central'), (producer, 'producer'), (worker, 'worker')):
        started = bare(module.Service)
        # The services' own __init__ and start add what needs a database or a coordinator; the
        # endpoint list and the topic are the base class's business.
        service.RPCService.__init__(started, name, cfg.CONF['service:' + name].topic)
        with mock.patch.object(
                rpc, 'get_server',
                lambda target, endpoints, name=name: found.append(
                    Server('designate', 'designate', target.topic, endpoints, 'designate-' + name,
                           'started')) or mock.Mock()), \
             mock.patch.object(rpc, 'get_notifier'), mock.patch.object(service.Service, 'start'):
            service.RPCService.start(started)
    return found


def _manila():
    from manila.common import config  # noqa: F401  registers the options
    from manila import rpc
    from manila import service
    from oslo_config import cfg
    from oslo_utils import importutils

    cfg.CONF([], project='manila', default_config_files=[])
    found = []
    for name, host in (('scheduler', HOST), ('share', HOST + '@backend'), ('data', HOST)):
        cls = importutils.import_class(cfg.CONF['%s_manager' % name])
        manager = bare(cls)
        manager.additional_endpoints = []
        manager.init_host = manager.init_host_with_rpc = lambda **kwargs: None
        started = bare(service.Service)
        started.__dict__.update(host=host, binary='manila-' + name, service_id=1,
                                topic=cfg.CONF['%s_topic' % name], manager=manager,
                                coordinator=False, tg=mock.Mock(), cleanup_interval=0,
                                report_interval=0, periodic_interval=0)
        with mock.patch.object(service, 'db'), \
             mock.patch.object(
                 rpc, 'get_server',
                 lambda target, endpoints, name=name: found.append(
                     Server('manila', 'openstack', target.topic, endpoints, 'manila-' + name,
                            'started')) or mock.Mock()):
            started.start()
        del manager.init_host, manager.init_host_with_rpc
    # A driver with a server of its own (manila/share/drivers/huawei/v3/connection.py: connect).
    from manila.share.drivers.huawei.v3 import replication
    found.append(Server('manila', 'openstack', 'huawei_v3', [bare(replication.ReplicaPairManager)],
                        'manila-share', 'bare'))
    return found


def _octavia():
    from octavia.common import config  # noqa: F401  registers the options
    from octavia.common import rpc
    from octavia.controller.queue.v2 import consumer as consumer_v2
    from oslo_config import cfg

    cfg.CONF([], project='octavia', default_config_files=[])
    # The option has no default; this is what Debian's octavia.conf says.
    cfg.CONF.set_override('topic', 'octavia_prov', 'oslo_messaging')
    consumers = [(consumer_v2, consumer_v2.constants.TOPIC_AMPHORA_V2)]
    # Removed in 2023.
    if importlib.util.find_spec('octavia.controller.queue.v1'):
        from octavia.controller.queue.v1 import consumer as consumer_v1
        consumers.insert(0, (consumer_v1, cfg.CONF.oslo_messaging.topic))
    found = []
    for module, topic in consumers:
        started = bare(module.ConsumerService)
        started.__dict__.update(topic=topic, server=HOST, access_policy=None)
        with mock.patch.object(module.endpoints.Endpoints, '__init__', lambda self: None), \
             mock.patch.object(
                 rpc, 'get_server',
                 lambda target, endpoints, **kwargs: found.append(
                     Server('octavia', 'octavia', target.topic, endpoints, 'octavia-worker',
                            'started')) or mock.Mock()):
            started.run()
    return found


PACKAGES = {'nova': _nova, 'cinder': _cinder, 'heat': _heat, 'neutron': _neutron,
            'ironic': _ironic, 'designate': _designate, 'manila': _manila, 'octavia': _octavia}


def servers(package):
    logging.disable(logging.CRITICAL)
    return PACKAGES[package]()


if __name__ == '__main__':
    import sys
    for server in servers(sys.argv[1]):
        print(server.exchange, server.topic, [type(e).__qualname__ for e in server.endpoints],
              server.runs, server.made)
