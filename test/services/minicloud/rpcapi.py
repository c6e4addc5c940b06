"""The client side of each service, in the way of nova's rpcapi modules."""
import oslo_messaging as messaging

from minicloud.service import ContextSerializer


class ClientBase:
    TOPIC = None
    NAMESPACE = None
    VERSION = '1.0'

    def __init__(self, transport):
        target = messaging.Target(topic=self.TOPIC, namespace=self.NAMESPACE,
                                  version=self.VERSION)
        self.client = messaging.get_rpc_client(transport, target,
                                               serializer=ContextSerializer())


class SchedulerAPI(ClientBase):
    TOPIC = 'scheduler'
    VERSION = '4.5'

    def select_destinations(self, ctxt, spec):
        cctxt = self.client.prepare(timeout=20)
        return cctxt.call(ctxt, 'select_destinations', spec=spec)

    def update_instance_info(self, ctxt, host_name, instance_info):
        cctxt = self.client.prepare(version='4.2', fanout=True)
        cctxt.cast(ctxt, 'update_instance_info', host_name=host_name,
                   instance_info=instance_info)


class ConductorAPI(ClientBase):
    TOPIC = 'conductor'
    VERSION = '3.0'

    def instance_update(self, ctxt, uuid, updates):
        return self.client.call(ctxt, 'instance_update', uuid=uuid, updates=updates)


class ComputeTaskAPI(ClientBase):
    """The conductor's second face, in a namespace of its own."""
    TOPIC = 'conductor'
    NAMESPACE = 'compute_task'
    VERSION = '1.25'

    def build_instance(self, ctxt, uuid, spec):
        self.client.cast(ctxt, 'build_instance', uuid=uuid, spec=spec)


class ComputeAPI(ClientBase):
    TOPIC = 'compute'
    VERSION = '6.0'

    def build_and_run_instance(self, ctxt, host, uuid, spec):
        self.client.prepare(server=host).cast(
            ctxt, 'build_and_run_instance', uuid=uuid, spec=spec)

    def reboot_instance(self, ctxt, host, uuid, reboot_type):
        self.client.prepare(server=host).cast(
            ctxt, 'reboot_instance', uuid=uuid, reboot_type=reboot_type)

    def get_console_output(self, ctxt, host, uuid, tail_length):
        return self.client.prepare(server=host, timeout=20).call(
            ctxt, 'get_console_output', uuid=uuid, tail_length=tail_length)

    def attach_volume(self, ctxt, host, uuid, volume_id):
        return self.client.prepare(server=host, timeout=20).call(
            ctxt, 'attach_volume', uuid=uuid, volume_id=volume_id)

    def get_diagnostics(self, ctxt, host, uuid):
        return self.client.prepare(server=host, timeout=20).call(
            ctxt, 'get_diagnostics', uuid=uuid)

    def resize_instance(self, ctxt, host, uuid, flavor):
        # The server answers with heartbeats while it works: one every half of this time.
        return self.client.prepare(server=host, timeout=20, call_monitor_timeout=2).call(
            ctxt, 'resize_instance', uuid=uuid, flavor=flavor)

    def report_usage(self, ctxt, host, usage):
        self.client.prepare(server=host).cast(ctxt, 'report_usage', usage=usage)

    def live_migration(self, ctxt, host, uuid, dest):
        return self.client.prepare(server=host, timeout=4).call(
            ctxt, 'live_migration', uuid=uuid, dest=dest)


class ImageAPI(ClientBase):
    TOPIC = 'image'

    def download(self, ctxt, image_id, size):
        return self.client.prepare(timeout=20).call(
            ctxt, 'download', image_id=image_id, size=size)
