"""Records what a process really sends and handles, as it happens inside oslo.messaging.

Nothing of it can be seen on the wire: there, which message a process was handling when it sent
another can only be inferred.
"""
import json
import os
import threading
import time

from amqp.channel import Channel
from oslo_messaging._drivers import amqp
from oslo_messaging.rpc import dispatcher

# The thread's present work: the unique_id of the request that it handles, and unsent, its next message.
handling = threading.local()


def record(folder, program, host):
    """From now on, append to <folder>/<program>-<pid>.jsonl."""
    os.makedirs(folder, exist_ok=True)
    pid = os.getpid()
    file = os.open(os.path.join(folder, '%s-%d.jsonl' % (program, pid)),
                   os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(did, unique_id, msg_id, **more):
        line = {'did': did, 'at': time.time_ns() // 1000, 'unique_id': unique_id,
                'msg_id': msg_id, **more, 'program': program, 'pid': pid, 'host': host}
        # one write for each line: threads do not mix theirs, and a kill leaves only whole ones
        os.write(file, json.dumps(line).encode() + b'\n')

    record_sending(write)
    record_handling(write)


def record_sending(write):
    """Every message gets its unique id first; some time later its thread hands it to the socket."""
    add_unique_id = amqp._add_unique_id
    publish = Channel._basic_publish

    def add_and_note(msg):
        add_unique_id(msg)
        more = {key: msg[key] for key in ('method', 'event_type') if key in msg}
        if 'ending' in msg:
            more.update(reply=True, ending=msg['ending'])
        more['while'] = getattr(handling, 'unique_id', None)
        handling.unsent = (msg[amqp.UNIQUE_ID], msg.get('_msg_id'), more)

    def publish_and_record(self, *args, **kw):
        unsent, handling.unsent = getattr(handling, 'unsent', None), None
        if unsent:
            write('sent', unsent[0], unsent[1], **unsent[2])
        return publish(self, *args, **kw)

    amqp._add_unique_id = add_and_note
    Channel._basic_publish = publish_and_record


def record_handling(write):
    dispatch = dispatcher.RPCDispatcher.dispatch

    def dispatch_and_record(self, incoming):
        # Newer releases give a cast, too, a msg_id, which is not on the wire.
        msg_id = getattr(incoming, 'orig_msg_id', incoming.msg_id)
        write('took', incoming.unique_id, msg_id)
        handling.unique_id = incoming.unique_id
        try:
            return dispatch(self, incoming)
        finally:
            handling.unique_id = None
            write('finished', incoming.unique_id, msg_id)

    dispatcher.RPCDispatcher.dispatch = dispatch_and_record
