"""Asks for things: the load.  The same seed asks for the same things."""
import random
import threading
import time
import uuid

from oslo_context import context
import oslo_messaging as messaging

from minicloud import rpcapi
from minicloud.service import Service

# Kinds of requests in the load, and their shares.
MIX = (('build', 40), ('too_big', 3), ('reboot', 20), ('console', 25), ('attach', 6),
       ('diagnostics', 4), ('migrate', 2))
# --each
KINDS = ('build', 'too_big', 'reboot', 'console', 'attach', 'diagnostics', 'resize', 'migrate',
         'usage', 'audit')


class API:
    def __init__(self, service):
        self.rng = random.Random(service.args.seed)
        self.hosts = service.args.hosts.split(',')
        self.task = rpcapi.ComputeTaskAPI(service.transport)
        self.compute = rpcapi.ComputeAPI(service.transport)
        self.old_notifier = service.make_notifier('messaging')

    def uuid(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def any_request(self):
        """One request of the load."""
        return self.request(self.rng.choices([k for k, w in MIX], [w for k, w in MIX])[0])

    def request(self, kind):
        """One request: its kind, and the function that makes it."""
        ctxt = context.RequestContext(
            request_id='req-' + self.uuid(), user_id='demo', project_id='demo-project')
        host, instance = self.rng.choice(self.hosts), self.uuid()
        spec = {'vcpus': 64 if kind == 'too_big' else self.rng.randint(1, 8),
                'ram': 512 * self.rng.randint(1, 16), 'image_id': self.uuid(),
                'image_size': self.rng.randint(10, 900) << 20}
        volume = self.uuid()
        compute = self.compute
        return kind, {
            'build': lambda: self.task.build_instance(ctxt, instance, spec),
            'too_big': lambda: self.task.build_instance(ctxt, instance, spec),
            'reboot': lambda: compute.reboot_instance(ctxt, host, instance, 'SOFT'),
            'console': lambda: compute.get_console_output(ctxt, host, instance, 10),
            'attach': lambda: compute.attach_volume(ctxt, host, instance, volume),
            'diagnostics': lambda: compute.get_diagnostics(ctxt, host, instance),
            'resize': lambda: compute.resize_instance(ctxt, host, instance, 'm1.large'),
            'usage': lambda: compute.report_usage(ctxt, host, {'cpu': float('nan')}),
            'audit': lambda: self.old_notifier.info(ctxt, 'compute.instance.exists', {
                'instance_id': instance, 'audit_period': 'hour'}),
            'migrate': lambda: compute.live_migration(ctxt, host, instance, self.hosts[0]),
        }[kind]


class APIService(Service):
    def add_arguments(self, parser):
        parser.add_argument('--hosts', default='cmp1,cmp2')
        parser.add_argument('--each', action='store_true')
        parser.add_argument('--requests', type=int, default=0, help='0: no limit')
        parser.add_argument('--rate', type=float, default=5.0, help='requests per second')
        parser.add_argument('--concurrency', type=int, default=0,
                            help='requests under way at any time, in place of a rate')
        parser.add_argument('--duration', type=float, default=0, help='seconds; 0: no limit')
        parser.add_argument('--seed', type=int, default=1)


def main():
    service = APIService('mini-api')
    api, args = API(service), service.args
    counts, lock, threads = {}, threading.Lock(), []
    free = threading.Semaphore(args.concurrency)

    def run(kind, ask):
        try:
            ask()
            end = 'ok'
        except messaging.MessagingTimeout:
            end = 'timeout'
        except messaging.RemoteError as e:
            end = e.exc_type
        finally:
            free.release()
        with lock:
            counts[kind, end] = counts.get((kind, end), 0) + 1

    def start(request):
        thread = threading.Thread(target=run, args=request, daemon=True)
        thread.start()
        threads[:] = [t for t in threads if t.is_alive()] + [thread]

    if args.each:
        for kind in KINDS:
            start(api.request(kind))
    else:
        began, n = time.time(), 0
        while not (args.requests and n >= args.requests
                   or args.duration and time.time() - began >= args.duration):
            if args.concurrency:
                free.acquire()
            start(api.any_request())
            n += 1
            if not args.concurrency:
                time.sleep(max(0, began + n / args.rate - time.time()))
    for thread in threads:
        thread.join(25)
    for (kind, end), count in sorted(counts.items()):
        print('%-12s %-16s %d' % (kind, end, count), flush=True)
