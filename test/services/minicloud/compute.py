"""Runs instances on one host.  Some of its methods misbehave on purpose."""
import threading
import time

import oslo_messaging as messaging

from minicloud import rpcapi
from minicloud.service import Service


class VolumeNotFound(Exception):
    pass


class ComputeManager:
    target = messaging.Target(version='6.0')

    def __init__(self, service):
        self.service = service
        self.conductor = rpcapi.ConductorAPI(service.transport)
        self.scheduler = rpcapi.SchedulerAPI(service.transport)
        self.image = rpcapi.ImageAPI(service.transport)

    def _notify(self, ctxt, event, uuid, **more):
        self.service.notifier.info(ctxt, 'compute.instance.' + event, {
            'instance_id': uuid, 'host': self.service.host, **more})

    def build_and_run_instance(self, ctxt, uuid, spec):
        self._notify(ctxt, 'create.start', uuid)
        self.conductor.instance_update(ctxt, uuid, {'task_state': 'spawning',
                                                    'host': self.service.host})
        self.image.download(ctxt, spec['image_id'], size=spec['image_size'])
        self.conductor.instance_update(ctxt, uuid, {'task_state': None, 'vm_state': 'active'})
        self.scheduler.update_instance_info(ctxt, self.service.host, {uuid: spec})
        self._notify(ctxt, 'create.end', uuid, image_name='cirros')

    def reboot_instance(self, ctxt, uuid, reboot_type):
        self._notify(ctxt, 'reboot.start', uuid)
        self.conductor.instance_update(ctxt, uuid, {'task_state': 'rebooting_' + reboot_type})
        self._notify(ctxt, 'reboot.end', uuid)

    def get_console_output(self, ctxt, uuid, tail_length):
        return '\n'.join('line %d of %s' % (i, uuid) for i in range(tail_length))

    def attach_volume(self, ctxt, uuid, volume_id):
        """Always raises: the caller gets a failure with a traceback."""
        self.conductor.instance_update(ctxt, uuid, {'task_state': 'attaching'})
        raise VolumeNotFound('volume %s could not be found' % volume_id)

    def get_diagnostics(self, ctxt, uuid):
        """Slow."""
        time.sleep(2.5)
        return {'uptime': 12345, 'num_cpus': 1, 'uuid': uuid}

    def resize_instance(self, ctxt, uuid, flavor):
        """Slow, and its caller watches."""
        time.sleep(3)
        return {'uuid': uuid, 'flavor': flavor}

    def report_usage(self, ctxt, usage):
        pass

    def live_migration(self, ctxt, uuid, dest):
        """Never answers."""
        threading.Event().wait()


def main():
    service = Service('mini-compute')
    service.serve('compute', [ComputeManager(service)])
