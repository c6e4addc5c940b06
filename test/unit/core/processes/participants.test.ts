import { describe, expect, test } from 'vitest';
import type { ConnectionFacts } from '../../../../src/core/amqp/brokerSnapshot';
import type { JsonObject } from '../../../../src/core/base/json';
import { Participants } from '../../../../src/core/processes/participants';
import type { ProcessName } from '../../../../src/core/processes/process';
import { decodeText } from '../../../../src/core/oslo/decode';
import type { RpcRequest } from '../../../../src/core/oslo/message';
import { call } from '../../../support/records';

const uuid = '5409b1d3-7a1c-4bd8-b429-294b23d771e1';
const broker = '192.0.2.10:5672';
const name = (port: number, host = '192.0.2.31') => `${host}:${port} -> ${broker}`;
const named = (port: number, process: string, connectedAtMillis = 1): ConnectionFacts => ({
  name: name(port),
  connectionName: `${process}:${uuid}`,
  peerHost: '192.0.2.31',
  vhost: undefined,
  connectedAtMillis,
});

const laneOf = (participants: Participants, port: number, host?: string): string | undefined => {
  const connection = participants.connectionFor(name(port, host), 0);
  participants.takeChanges();
  return laneKeyOf(connection.process.name);
};

const laneKeyOf = ({ service, host }: ProcessName): string =>
  [service, host].filter(part => part !== '').join(' · ');

const ask = (more: JsonObject = {}): RpcRequest => {
  const decoded = decodeText(JSON.stringify(call('1', more)), 'nova', ['conductor']);
  if (decoded.kind !== 'call') throw new Error('no call');
  return decoded;
};

const notify = (
  participants: Participants,
  connection: string,
  publisherId: string,
  eventType = 'compute.instance.update',
): void =>
  participants.notified(participants.connectionFor(connection, 0), 'nova', {
    publisherId,
    eventType,
  });

describe('named by the management API', () => {
  test('a process has its program, and the host of the queues that it reads', () => {
    const participants = new Participants();
    participants.learn({
      connections: [named(1, 'nova-compute:228'), named(2, 'nova-compute:228')],
      consumers: [
        { connection: name(1), queue: 'compute', vhost: '/' },
        { connection: name(1), queue: 'compute.cmp1', vhost: '/' },
      ],
    });
    expect(laneOf(participants, 1)).toBe('nova-compute · cmp1');
    expect(laneOf(participants, 2)).toBe('nova-compute · cmp1');
    expect(participants.connectionFor(name(2), 0).process.name.inferredFrom).toBeUndefined();
  });

  test('names that arrive later replace guesses', () => {
    const participants = new Participants();
    const connection = participants.connectionFor(name(1), 0);
    participants.consumed(connection, 'compute.cmp1');
    participants.takeChanges();
    expect(laneKeyOf(connection.process.name)).toBe('nova-compute · cmp1');
    expect(connection.process.name.inferredFrom).toContain('compute.cmp1');

    participants.learn({ connections: [named(1, 'my-compute:7')], consumers: [] });
    expect(participants.takeChanges().connections).toContain(connection);
    expect(connection.process.name).toEqual({
      service: 'my-compute',
      host: 'cmp1',
      isNamed: true,
      inferredFrom: undefined,
    });
  });

  test('a port that is used again belongs to another process from then on', () => {
    const participants = new Participants();
    participants.learn({
      connections: [named(1, 'nova-compute:228', 1_000), named(1, 'cinder-volume:9', 60_000)],
      consumers: [],
    });
    expect(participants.connectionFor(name(1), 30_000_000).process.program).toBe('nova-compute');
    expect(participants.connectionFor(name(1), 90_000_000).process.program).toBe('cinder-volume');
  });

  const [message, anHourLater] = [30_000_000, 3_630_000];

  test('a snapshot names no connection that carried messages long before the one in it began', () => {
    const participants = new Participants();
    const connection = participants.connectionFor(name(1), message);
    participants.learn({
      connections: [named(1, 'nova-compute:228', anHourLater)],
      consumers: [],
    });
    expect(connection.process.program).toBeUndefined();
    expect(participants.connectionFor(name(1), message + 1)).toBe(connection);
    const later = participants.connectionFor(name(1), (anHourLater + 1_000) * 1_000);
    expect(later.process.program).toBe('nova-compute');
  });

  test('a message that is long older than the only connection in a snapshot has one of its own', () => {
    const participants = new Participants();
    participants.learn({
      connections: [named(1, 'nova-compute:228', anHourLater)],
      consumers: [],
    });
    expect(participants.connectionFor(name(1), message).process.program).toBeUndefined();
  });

  test.each([
    ['magnum-conductor.a8k3jd9s2kqp', 'magnum-conductor'],
    ['barbican.workers.barbican.queue', 'barbican-worker'],
  ])('the server of the queue %s is no host', (queue, service) => {
    const participants = new Participants();
    const { process } = participants.connectionFor(name(1), 0);
    participants.consumed(participants.connectionFor(name(1), 0), queue);
    participants.takeChanges();
    expect(process.name.service).toBe(service);
    expect(queue).not.toContain(`.${process.name.host}`);
  });

  test('two processes of one service are never joined by their messages', () => {
    const participants = new Participants();
    participants.learn({
      connections: [named(1, 'nova-conductor:1'), named(2, 'nova-conductor:2')],
      consumers: [],
    });
    const [a, b] = [participants.connectionFor(name(1), 0), participants.connectionFor(name(2), 0)];
    participants.answered(a.id, b.id);
    expect(participants.isSameProcess(a.id, b.id)).toBe(false);
  });

  test('connections that were joined by mistake are separated when both have names', () => {
    const participants = new Participants();
    const [old, young] = [
      participants.connectionFor(name(1), 0),
      participants.connectionFor(name(2), 0),
    ];
    participants.learn({ connections: [named(1, 'nova-compute:7')], consumers: [] });
    participants.answered(old.id, young.id);
    expect(participants.isSameProcess(old.id, young.id)).toBe(true);
    participants.learn({
      connections: [named(1, 'nova-compute:7'), named(2, 'nova-compute:9')],
      consumers: [],
    });
    expect(participants.isSameProcess(old.id, young.id)).toBe(false);
    expect([old.process.pid, young.process.pid]).toEqual([7, 9]);
    expect(young.process.connections).toEqual([young]);
    expect(old.process.connections).toEqual([old]);
  });

  test('a WSGI server gets its service from its notifications', () => {
    const participants = new Participants();
    participants.learn({ connections: [named(1, 'uwsgi:199')], consumers: [] });
    notify(participants, name(1), 'identity.identity.ctl1');
    expect(laneOf(participants, 1)).toBe('keystone · ctl1');
  });
});

test("neutron's server in a WSGI server is its API", () => {
  const participants = new Participants();
  participants.learn({ connections: [named(1, 'uwsgi:199')], consumers: [] });
  notify(participants, name(1), 'network.ctl1', 'port.create.start');
  expect(laneOf(participants, 1)).toBe('neutron-api · ctl1');
});

test.each(['', '-c'])('a program called %j does not name the process', program => {
  const participants = new Participants();
  participants.learn({ connections: [named(1, `${program}:7`)], consumers: [] });
  participants.consumed(participants.connectionFor(name(1), 0), 'scheduler.ctl1');
  expect(laneOf(participants, 1)).toBe('nova-scheduler · ctl1');
});

test('each reader of a queue is told once', () => {
  const participants = new Participants();
  const turn = (port: number) => {
    participants.consumed(participants.connectionFor(name(port), 0), 'conductor');
    return participants.takeChanges().readers.map(({ queue, n }) => `${queue} ${n}`);
  };
  expect([turn(1), turn(2), turn(1)]).toEqual([['conductor 1'], ['conductor 2'], []]);
});

describe('inferred from messages', () => {
  test.each([
    ['compute.cmp1', 'nova-compute · cmp1'],
    ['cinder-volume.ctl1@lvm', 'cinder-volume · ctl1'],
    ['q-agent-notifier-port-update.cmp2', 'neutron-l2-agent · cmp2'],
    ['conductor', 'nova-conductor · 192.0.2.31'],
    ['my-topic', 'my-topic · 192.0.2.31'],
  ])('the reader of %s is %s', (queue, lane) => {
    const participants = new Participants();
    participants.consumed(participants.connectionFor(name(1), 0), queue);
    expect(laneOf(participants, 1)).toBe(lane);
  });

  test('the reader of the replies is the process that sent the request', () => {
    const participants = new Participants();
    const [sends, reads] = [
      participants.connectionFor(name(1), 0),
      participants.connectionFor(name(2), 0),
    ];
    participants.requested(sends, 'nova', 'conductor', ask());
    participants.consumed(reads, 'reply_00000000000000000000000000000001');
    expect(participants.isSameProcess(sends.id, reads.id)).toBe(true);
  });

  test('the sender of the reply is the process that received the call', () => {
    const participants = new Participants();
    const [listens, sends] = [
      participants.connectionFor(name(1), 0),
      participants.connectionFor(name(2), 0),
    ];
    participants.consumed(listens, 'compute.cmp1');
    participants.answered(listens.id, sends.id);
    expect(laneOf(participants, 2)).toBe('nova-compute · cmp1');
  });

  test('a process without evidence is unknown, with a reason', () => {
    const participants = new Participants();
    expect(laneOf(participants, 1, 'nonsense')).toContain('unknown');
    expect(participants.connectionFor(name(1, 'nonsense'), 0).process.name.inferredFrom).toContain(
      'Nothing',
    );
  });
});

test('ten thousand reply queues do not make naming slow', () => {
  const participants = new Participants();
  for (let i = 0; i < 10_000; i++) {
    const connection = participants.connectionFor(name(i), 0);
    participants.consumed(connection, `reply_${i.toString(16).padStart(32, '0')}`);
  }
  expect(participants.takeChanges().connections).toHaveLength(10_000);
});

describe('a process that restarts', () => {
  const consumer = (port: number) => ({
    connection: name(port),
    queue: 'compute.cmp1',
    vhost: '/',
  });
  const before = { connections: [named(1, 'nova-compute:7')], consumers: [consumer(1)] };
  const after = { connections: [named(2, 'nova-compute:9', 60_000)], consumers: [consumer(2)] };

  test('succeeds the process that is gone', () => {
    const participants = new Participants();
    participants.learn(before);
    participants.learn(after);
    const [old, young] = [
      participants.connectionFor(name(1), 0),
      participants.connectionFor(name(2), 0),
    ];
    expect(young.process.follows).toBe(old.process);
    expect(old.process.follows).toBeUndefined();
  });

  test('is not assumed for a second worker, nor for another host or program', () => {
    const participants = new Participants();
    participants.learn(before);
    const others = [named(1, 'nova-compute:7'), named(2, 'nova-compute:9'), named(3, 'nova-api:3')];
    participants.learn({ connections: others, consumers: [consumer(1), consumer(2)] });
    participants.learn({
      connections: [named(4, 'nova-compute:11')],
      consumers: [{ connection: name(4), queue: 'compute.cmp2', vhost: '/' }],
    });
    for (const port of [1, 2, 3, 4]) {
      expect(participants.connectionFor(name(port), 0).process.follows).toBeUndefined();
    }
  });
});

describe('a reply queue of the queue manager', () => {
  const queue = 'reply_cmp1:nova-compute:1';

  /** A process that sends over one connection, and reads the reply on another one. */
  function callOver(participants: Participants, sendPort: number, readPort: number) {
    const [sends, reads] = [
      participants.connectionFor(name(sendPort), 0),
      participants.connectionFor(name(readPort), 0),
    ];
    participants.requested(sends, 'nova', 'conductor', ask({ _reply_q: queue }));
    participants.consumed(reads, queue);
    participants.gotReply(sends.id, queue, reads);
    return { sends, reads };
  }

  test('belongs to the process that sent a call and read its reply', () => {
    const participants = new Participants();
    const { sends, reads } = callOver(participants, 1, 2);
    expect(participants.isSameProcess(sends.id, reads.id)).toBe(true);
  });

  test('is used again after a restart, by a process of its own that continues the lane', () => {
    const participants = new Participants();
    const old = callOver(participants, 1, 2);
    const young = callOver(participants, 3, 4);
    expect(participants.isSameProcess(young.sends.id, young.reads.id)).toBe(true);
    expect(participants.isSameProcess(old.sends.id, young.sends.id)).toBe(false);
    expect(young.sends.process.follows).toBe(old.sends.process);
  });

  test('may hold a reply to a predecessor, which does not join it', () => {
    const participants = new Participants();
    const old = callOver(participants, 1, 2);
    const reads = participants.connectionFor(name(4), 0);
    participants.consumed(reads, queue);
    participants.gotReply(old.sends.id, queue, reads);
    expect(participants.isSameProcess(old.sends.id, reads.id)).toBe(false);
  });

  test('belongs to a process of its own in each virtual host', () => {
    const participants = new Participants();
    for (const [port, vhost] of [
      [1, '/'],
      [2, 'nova_cell1'],
    ] as const) {
      const connection = participants.connectionFor(name(port), 0);
      participants.noteVhost(connection, vhost);
      participants.consumed(connection, queue);
      expect(connection.process.follows).toBeUndefined();
    }
  });
});

describe('guesses', () => {
  const loopback = (port: number) => `127.0.0.1:${port} -> 127.0.0.1:5672`;
  const reading = (participants: Participants, port: number, queue: string, at = loopback) =>
    participants.consumed(participants.connectionFor(at(port), 0), queue);
  const nameOfPort = (participants: Participants, port: number, at = loopback) => {
    participants.takeChanges();
    return participants.connectionFor(at(port), 0).process.name;
  };

  test('a host is guessed when most services of the same address are on it, with a reason', () => {
    const participants = new Participants();
    reading(participants, 1, 'conductor.ctl1');
    reading(participants, 2, 'scheduler.ctl1');
    reading(participants, 3, 'compute.cmp1');
    reading(participants, 4, 'q-plugin');
    const { host, inferredFrom } = nameOfPort(participants, 4);
    expect(host).toBe('ctl1');
    expect(inferredFrom).toContain('guess');
  });

  test('a host is not guessed between equal hosts, for agents, or for a service that is elsewhere too', () => {
    const participants = new Participants();
    reading(participants, 1, 'conductor.ctl1');
    reading(participants, 2, 'scheduler.ctl2');
    reading(participants, 3, 'q-plugin');
    expect(nameOfPort(participants, 3).host).toBe('');
    reading(participants, 4, 'scheduler.ctl1');
    reading(participants, 5, 'cinder-volume.ctl1');
    reading(participants, 6, 'dhcp_agent');
    reading(participants, 7, 'scheduler');
    expect(nameOfPort(participants, 3).host).toBe('ctl1');
    expect(nameOfPort(participants, 6).host).toBe('');
    expect(nameOfPort(participants, 7).host).toBe('');
  });

  test("an address of its own is a host, but the broker's address is not", () => {
    const participants = new Participants();
    reading(participants, 1, 'scheduler', port => name(port, '192.0.2.99'));
    reading(participants, 2, 'scheduler');
    expect(nameOfPort(participants, 1, port => name(port, '192.0.2.99')).host).toBe('192.0.2.99');
    expect(nameOfPort(participants, 2).host).toBe('');
  });

  test('a request that only one service sends names its sender; requests of two services do not', () => {
    const participants = new Participants();
    const [one, two] = [
      participants.connectionFor(loopback(1), 0),
      participants.connectionFor(loopback(2), 0),
    ];
    const select = ask({ method: 'select_destinations' });
    participants.requested(one, 'nova', 'scheduler', select);
    participants.requested(
      two,
      'nova',
      'scheduler',
      ask({ method: 'select_destinations', _reply_q: 'reply_2' }),
    );
    participants.requested(
      two,
      'nova',
      'conductor',
      ask({ method: 'object_action', _reply_q: 'reply_2' }),
    );
    expect(nameOfPort(participants, 1).service).toBe('nova-conductor');
    expect(nameOfPort(participants, 2)).toMatchObject({ service: 'nova client', isNamed: false });
  });

  test('layer-2 agents are named like the reporting one, as long as all reports agree', () => {
    const participants = new Participants();
    const queue = (digit: string) => `q-agent-notifier-port-update_fanout_${digit.repeat(32)}`;
    reading(participants, 1, queue('1'));
    reading(participants, 5, queue('5'));
    expect(nameOfPort(participants, 1)).toMatchObject({
      service: 'neutron-l2-agent',
      isNamed: false,
    });
    const report = (port: number, binary: string, host: string) => {
      const args = { agent_state: { agent_state: { binary, host } } };
      const request = ask({ method: 'report_state', args, _reply_q: `reply_${port}` });
      participants.requested(
        participants.connectionFor(loopback(port), 0),
        'neutron',
        'q-reports-plugin',
        request,
      );
    };
    report(2, 'neutron-openvswitch-agent', 'cmp1');
    report(3, 'neutron-dhcp-agent', 'ctl1');
    expect(nameOfPort(participants, 1).service).toBe('neutron-openvswitch-agent');
    report(4, 'neutron-sriov-nic-agent', 'cmp2');
    expect(nameOfPort(participants, 1).service).toBe('neutron-l2-agent');
  });

  test('the queue manager writes host and program into queue names', () => {
    const participants = new Participants();
    reading(participants, 1, 'reply_cmp1:nova-compute:1');
    reading(participants, 2, 'compute_fanout_cmp2:nova-compute:2');
    const sender = participants.connectionFor(loopback(3), 0);
    const request = ask({ _reply_q: 'reply_ctl1:cinder-api:1', method: 'get_pools' });
    participants.requested(sender, 'openstack', 'cinder-scheduler', request);
    expect(nameOfPort(participants, 1)).toMatchObject({ service: 'nova-compute', host: 'cmp1' });
    expect(nameOfPort(participants, 2)).toMatchObject({ service: 'nova-compute', host: 'cmp2' });
    expect(nameOfPort(participants, 3)).toMatchObject({ service: 'cinder-api', host: 'ctl1' });
  });

  test('the only scheduler of volumes at an address is one process', () => {
    const participants = new Participants();
    reading(participants, 1, 'cinder-scheduler');
    participants.notified(participants.connectionFor(loopback(2), 0), 'openstack', {
      publisherId: 'scheduler.ctl1',
      eventType: 'scheduler.create_volume',
    });
    expect(nameOfPort(participants, 1)).toMatchObject({ host: 'ctl1' });
    const [one, two] = [1, 2].map(port => participants.connectionFor(loopback(port), 0).process);
    expect(one).toBe(two);
  });

  test('two schedulers of volumes at an address are two processes', () => {
    const participants = new Participants();
    for (const port of [1, 2]) reading(participants, port, 'cinder-scheduler');
    reading(participants, 1, 'cinder-scheduler.ctl1');
    participants.takeChanges();
    const [one, two] = [1, 2].map(port => participants.connectionFor(loopback(port), 0).process);
    expect(one).not.toBe(two);
  });

  test('a back end in the host of its notifications identifies a volume service', () => {
    const participants = new Participants();
    notify(participants, loopback(2), 'volume.ctl1', 'volume.attach.end');
    expect(nameOfPort(participants, 2)).toMatchObject({ service: 'volume', isNamed: false });
    notify(participants, loopback(1), 'volume.ctl1@lvm', 'volume.create.end');
    expect(nameOfPort(participants, 1)).toMatchObject({ service: 'cinder-volume', isNamed: true });
    expect(nameOfPort(participants, 2)).toMatchObject({ service: 'cinder-api', isNamed: true });
  });

  test('nova notifies as "compute" from computes, and from controllers on their behalf', () => {
    const participants = new Participants();
    reading(participants, 1, 'compute.cmp1');
    reading(participants, 2, 'conductor.ctl1');
    notify(participants, loopback(3), 'compute.cmp1');
    notify(participants, loopback(4), 'compute.ctl1');
    expect(nameOfPort(participants, 3)).toMatchObject({ service: 'nova-compute', isNamed: true });
    expect(nameOfPort(participants, 4)).toMatchObject({ service: 'compute', isNamed: false });
  });
});
