"""Casts as fast as it can for some seconds; each method is named by its sender's clock.

usage: castClock.py TRANSPORT_URL SECONDS
"""
import sys
import time

from oslo_config import cfg
import oslo_messaging as messaging

url, seconds = sys.argv[1], float(sys.argv[2])
cfg.CONF([], project='clock', default_config_files=[])
messaging.set_transport_defaults('clock')
transport = messaging.get_rpc_transport(cfg.CONF, url)
client = messaging.get_rpc_client(transport, messaging.Target(topic='clock'))
end = time.time() + seconds
sent = 0
while time.time() < end:
    client.cast({}, 'at_%d' % (time.time() * 1e6), number=sent)
    sent += 1
print(sent)
