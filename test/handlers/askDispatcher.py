#!/usr/bin/python3
"""Asks oslo.messaging itself which Python function a message runs, and prints tables of it.

The tables in truth/ judge a resolver that reads sources without running them. So they come from
the other side: the real services are imported, their endpoints handed to the real RPCDispatcher,
and the function that it would call is looked up in Python.

Needs Debian 12's packages python3-nova, python3-neutron, python3-cinder and python3-heat, which are
the releases that the captures were recorded with (for endpoints-more.tsv also python3-ironic,
python3-designate, python3-manila and python3-octavia), and Debian's own interpreter:

  /usr/bin/python3 askDispatcher.py kinds zed CAPTURE... > truth/handlers.tsv
      one row per distinct kind of request in captures (firehose.ndjson.gz) of that cloud
  /usr/bin/python3 askDispatcher.py endpoints nova neutron cinder heat > truth/endpoints.tsv
  /usr/bin/python3 askDispatcher.py endpoints ironic designate manila octavia \\
      > truth/endpoints-more.tsv
      one row per public method of every endpoint of every server that the packages start
  /usr/bin/python3 askDispatcher.py objects              > truth/objects.tsv
      one row per remotable method of nova's versioned objects, which the conductor runs

Warnings go to stderr: a function that could not be traced to a `def` by unwrapping decorators.
"""

import base64
import gzip
import inspect
import json
import os
import subprocess
import sys

LIBRARY = '/usr/lib/python3/dist-packages/'

# The programs that ran in the recorded clouds. Servers of others would answer too, if asked.
RAN = {'nova-compute', 'nova-conductor', 'nova-scheduler', 'cinder-scheduler', 'cinder-volume',
       'heat-engine', 'neutron-server', 'neutron-dhcp-agent', 'neutron-l3-agent'}
CLOUDS = {'zed': RAN | {'neutron-linuxbridge-agent'},
          'today': RAN | {'neutron-openvswitch-agent', 'agents', 'designate-central',
                          'designate-worker', 'designate-producer', 'manila-scheduler',
                          'manila-share', 'manila-data'}}


def warn(*words):
    print(*words, file=sys.stderr)


def wrapped_in(function, name, seen):
    """Functions of that name that a decorator's result reaches through its closures."""
    function = inspect.unwrap(getattr(function, '__func__', function))
    if function.__code__.co_name == name:
        return {function}
    found = set()
    for cell in function.__closure__ or ():
        held = getattr(cell.cell_contents, '__func__', cell.cell_contents)
        if inspect.isfunction(inspect.unwrap(held)) and id(held) not in seen:
            found |= wrapped_in(held, name, seen | {id(held)})
    return found


def innermost(function, name):
    """The function below all decorators.

    Some decorators leave no __wrapped__ (oslo.messaging's expected_exceptions, nova's
    serialize_args): what they wrap is then in a closure, under the name asked for.
    """
    named = wrapped_in(function, name, frozenset())
    if len(named) == 1:
        return named.pop()
    return inspect.unwrap(getattr(function, '__func__', function))


def defined_as(function, name):
    """`file:Class.method` of the def behind a callable, decorators looked through."""
    code = innermost(function, name).__code__
    assert code.co_filename.startswith(LIBRARY), code.co_filename
    # The name comes from the code object and not from __qualname__, which decorators copy.
    if code.co_name != name or '<locals>' in code.co_qualname:
        warn('not a plain method:', name, 'is', code.co_filename, code.co_qualname)
    return '%s:%s' % (code.co_filename[len(LIBRARY):], code.co_qualname.replace('.<locals>', ''))


def ask(endpoints, namespace, version, method):
    """The function that the dispatcher would call for such a message, or None."""
    from oslo_messaging.rpc import dispatcher

    class Dispatcher(dispatcher.RPCDispatcher):
        def _do_dispatch(self, endpoint, method, ctxt, args):
            return getattr(endpoint, method)

    class Incoming:
        ctxt = {}
        client_timeout = 0
        message = {'method': method, 'args': {}, 'namespace': namespace, 'version': version}

    try:
        return Dispatcher(list(endpoints), None, dispatcher.DefaultRPCAccessPolicy).dispatch(
            Incoming)
    except (dispatcher.NoSuchMethod, dispatcher.UnsupportedVersion):
        return None


def public_methods(endpoint):
    """Names that the default access policy lets through and that are functions of a class."""
    names = set()
    for holder in (endpoint, getattr(endpoint, 'manager', None)):
        # nova's proxy for older clients passes everything that it lacks on to its manager.
        if holder is endpoint or hasattr(type(endpoint), '__getattr__'):
            names.update(name for name in dir(type(holder)) if not name.startswith('_'))
    found = []
    for name in sorted(names):
        static = inspect.getattr_static(endpoint, name, Ellipsis)
        if static is Ellipsis:
            static = inspect.getattr_static(endpoint.manager, name)
        # Properties, nested classes and data are attributes that no message can sensibly name.
        if isinstance(static, (staticmethod, classmethod)) or inspect.isroutine(static):
            found.append(name)
    return found


def endpoint_rows(package):
    import servers
    started = servers.servers(package)
    rows = {}
    for server in started:
        for endpoint in server.endpoints:
            target = getattr(endpoint, 'target', None)
            namespace = getattr(target, 'namespace', None)
            version = getattr(target, 'version', None) or '1.0'
            for method in public_methods(endpoint):
                key = (package, server.exchange, server.topic, namespace or '', version, method)
                # Several programs may listen on one topic; each of them runs its own handler.
                for other in started:
                    if other.topic == server.topic:
                        function = ask(other.endpoints, namespace, version, method)
                        if function is not None:
                            rows.setdefault(key, set()).add(defined_as(function, method))
    return [key + (' | '.join(sorted(expected)),) for key, expected in rows.items()]


def remotable(static):
    """True when one of oslo.versionedobjects' two decorators is on it: both leave a mark on what
    they return, but another decorator above may hold that in its closure only."""
    function = getattr(static, '__func__', static)
    if not inspect.isfunction(function):
        return False
    return getattr(function, 'remotable', False) or any(
        remotable(cell.cell_contents) for cell in function.__closure__ or ())


def object_rows():
    import servers
    servers.servers('nova')
    from nova.objects import base
    rows = []
    for name, classes in base.NovaObjectRegistry.obj_classes().items():
        for cls in classes:
            for method in dir(cls):
                if method.startswith('__'):
                    continue
                static = inspect.getattr_static(cls, method)
                if remotable(static):
                    rows.append((name, cls.VERSION, method,
                                 'classmethod' if isinstance(static, classmethod) else 'method',
                                 defined_as(getattr(cls, method), method)))
    return rows


def kinds(captures):
    found = set()
    for capture in captures:
        with gzip.open(capture) as lines:
            for line in lines:
                record = json.loads(line)
                if not record['routing_key'].startswith('publish'):
                    continue
                body = json.loads(base64.b64decode(record['body_base64']))
                message = json.loads(body['oslo.message']) if 'oslo.message' in body else body
                if 'method' not in message:
                    continue
                args = message.get('args', {})
                objname = args.get('objname') or args.get('objinst', {}).get('nova_object.name')
                found.add((record['headers']['exchange_name'],
                           record['headers']['routing_keys'][0],
                           message.get('namespace') or '', message.get('version') or '',
                           message['method'], objname or '', args.get('objmethod') or ''))
    return found


def kind_rows(package, wanted, ran):
    """Rows for those of the wanted kinds that one project serves."""
    import servers
    started = servers.servers(package)
    rows = []
    for real_exchange, key, namespace, version, method, objname, objmethod in wanted:
        fanout = real_exchange.endswith('_fanout')
        named = real_exchange[:-len('_fanout')] if fanout else key
        exchange = '' if fanout else real_exchange
        answers = {}
        for server in started:
            # The recorder's host names are not the captured cloud's: cinder has them in a topic.
            topic = server.topic.replace('host@backend', 'ctl1@fake')
            if exchange not in ('', server.exchange):
                continue
            if named == topic or not fanout and named in (
                    topic + '.' + host for host in ('ctl1', 'cmp1', 'cmp2')):
                function = ask(server.endpoints, namespace or None, version or '1.0', method)
                if function is None:
                    continue
                expected = defined_as(function, method)
                if objmethod:
                    from nova.objects import base
                    cls = base.NovaObjectRegistry.obj_classes()[objname][0]
                    expected = defined_as(getattr(cls, objmethod), objmethod)
                answers.setdefault(topic, {}).setdefault(server.runs in ran, set()).add(expected)
        for topic, by_ran in answers.items():
            expected = by_ran.get(True) or by_ran[False]
            note = '' if True in by_ran else 'no server of it ran in this cloud'
            if not all(one.endswith('.' + (objmethod or method)) for one in expected):
                note = 'the class body gives this name to a method defined under another one'
            rows.append((exchange, topic, key, namespace, version, method, objname, objmethod,
                         ' | '.join(sorted(expected)), 'dispatcher', note))
    return rows


def per_package(packages, *words):
    """Collects rows of one child process per package: their options clash in one process."""
    for package in packages:
        child = subprocess.run(
            [sys.executable, '-B', os.path.abspath(__file__), '--child', words[0], package,
             *words[1:]], stdout=subprocess.PIPE, text=True, check=True)
        yield from (tuple(row) for row in json.loads(child.stdout.splitlines()[-1]))


def table(columns, rows):
    print('\t'.join(columns))
    for row in sorted(set(rows)):
        print('\t'.join(row))


def main(command, *words):
    if command == '--child':
        made, package, *captures = words
        rows = {'kinds': lambda: kind_rows(package, kinds(captures[1:]), CLOUDS[captures[0]]),
                'endpoints': lambda: endpoint_rows(package),
                'objects': object_rows}[made]()
        print(json.dumps(rows))
    elif command == 'kinds':
        served = ('nova', 'neutron', 'cinder', 'heat')
        served += ('designate', 'manila') if words[0] == 'today' else ()
        rows = list(per_package(served, 'kinds', *words))
        answered = {(row[0] or row[1] + '_fanout', row[2]) + row[3:8] for row in rows}
        for kind in sorted(kinds(words[1:]) - answered):
            # Asked for by nobody: no server of any of these projects listens on such a topic.
            exchange, key, *rest = kind
            fanout = exchange.endswith('_fanout')
            rows.append(('' if fanout else exchange, exchange[:-7] if fanout else key, key, *rest,
                         '-', 'dispatcher', 'no server of these packages listens on this topic'))
        table(('exchange', 'topic', 'routing_key', 'namespace', 'version', 'method', 'objname',
               'objmethod', 'expected', 'how', 'note'), rows)
    elif command == 'endpoints':
        table(('package', 'exchange', 'topic', 'namespace', 'version', 'method', 'expected'),
              per_package(words, 'endpoints'))
    elif command == 'objects':
        table(('objname', 'version', 'objmethod', 'kind', 'expected'),
              per_package(('nova',), 'objects'))
    else:
        sys.exit(__doc__)


if __name__ == '__main__':
    main(*(sys.argv[1:] or ['help']))
