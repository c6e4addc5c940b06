"""The parts of every service: configuration, contexts, serving, notifying."""
import argparse
import logging
import os
import signal
import sys
import tempfile
import threading

from oslo_config import cfg
from oslo_context import context
import oslo_messaging as messaging

from minicloud import truth


class ContextSerializer(messaging.NoOpSerializer):
    """Sends the request context along with every message."""

    def serialize_context(self, ctxt):
        return ctxt.to_dict()

    def deserialize_context(self, values):
        return context.RequestContext.from_dict(values)


class Service:
    """One process: its configuration, its transport, its notifier."""

    def __init__(self, name):
        parser = argparse.ArgumentParser(prog=name)
        parser.add_argument('--transport-url', default='rabbit://guest:guest@127.0.0.1:5672/')
        parser.add_argument('--host', default='ctl1')
        parser.add_argument('--truth', metavar='FOLDER')
        self.add_arguments(parser)
        self.args = parser.parse_args()
        self.host = self.args.host
        self.name = name
        if self.args.truth:
            truth.record(self.args.truth, name, self.host)
        logging.basicConfig(level=logging.WARNING, stream=sys.stderr,
                            format='%(asctime)s ' + name + ' %(levelname)s %(message)s')
        logging.getLogger('oslo_messaging.rpc.server').setLevel(logging.CRITICAL)
        # The queue manager names queues after host and program, and counts them under a lock.
        os.environ['OS_OSLO_MESSAGING_RABBIT__HOSTNAME'] = self.host
        os.environ['OS_OSLO_MESSAGING_RABBIT__PROCESSNAME'] = name
        os.environ['OS_OSLO_CONCURRENCY__LOCK_PATH'] = tempfile.gettempdir()
        self.conf = cfg.CONF
        self.conf([], project=name, default_config_files=[])
        messaging.set_transport_defaults('nova')     # the control exchange
        self.transport = messaging.get_rpc_transport(self.conf, self.args.transport_url)
        self.notifier = self.make_notifier('messagingv2')

    def make_notifier(self, driver):
        """`messagingv2` wraps notifications in an envelope, `messaging` does not."""
        return messaging.Notifier(
            messaging.get_notification_transport(self.conf, self.args.transport_url),
            driver=driver, topics=['notifications'], serializer=ContextSerializer(),
            publisher_id='%s.%s' % (self.name.split('-')[-1], self.host))

    def add_arguments(self, parser):
        pass

    def serve(self, topic, endpoints):
        """Serve until SIGTERM or SIGINT."""
        server = messaging.get_rpc_server(
            self.transport, messaging.Target(topic=topic, server=self.host), endpoints,
            executor='threading', serializer=ContextSerializer(),
            access_policy=messaging.DefaultRPCAccessPolicy)
        done = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *a: done.set())
        server.start()
        print('%s on %s is ready' % (self.name, self.host), flush=True)
        done.wait()
        server.stop()
