/** Tests processes with one `program:pid` at one address, as containers and proxies make them. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { decodeText } from '../../../../src/core/oslo/decode';
import { Participants } from '../../../../src/core/processes/participants';
import { call } from '../../../support/records';

const address = '192.0.2.31';
const nameOf = (port: number): string => `${address}:${port} -> 192.0.2.10:5672`;

class Cloud {
  readonly participants = new Participants();

  constructor(process: string, ports: readonly number[], vhosts: readonly string[] = []) {
    this.snapshot(process, ports, vhosts);
  }

  /** @param ports client ports of the connections that a snapshot lists */
  snapshot(process: string, ports: readonly number[], vhosts: readonly string[] = []): void {
    const connections = ports.map((port, at) => ({
      name: nameOf(port),
      connectionName: `${process}:5409b1d3-7a1c-4bd8-b429-294b23d771e1`,
      peerHost: address,
      vhost: vhosts[at] ?? '/',
      connectedAtMillis: 1,
    }));
    this.participants.learn({ connections, consumers: [] });
  }

  connection(port: number) {
    return this.participants.connectionFor(nameOf(port), 0);
  }

  reads(port: number, ...queues: readonly string[]): void {
    for (const queue of queues) this.participants.consumed(this.connection(port), queue);
  }

  notifies(port: number, publisherId: string, exchange: string, eventType = 'a.b'): void {
    this.participants.notified(this.connection(port), exchange, { publisherId, eventType });
  }

  calls(port: number, replyQueue: string, more: JsonObject = {}): void {
    const request = decodeText(
      JSON.stringify(call('1', { _reply_q: replyQueue, ...more })),
      'nova',
      ['conductor'],
    );
    if (request.kind !== 'call') throw new Error('no call');
    this.participants.requested(this.connection(port), 'nova', 'conductor', request);
  }

  /** Names of the processes of some connections, with a mark for a guess, and the numbers of the processes. */
  processes(...ports: readonly number[]): string[] {
    this.participants.takeChanges();
    const processes = ports.map(port => this.connection(port).process);
    const distinct = [...new Set(processes)];
    return processes.map(process => {
      const { service, host, inferredFrom } = process.name;
      const mark = inferredFrom === undefined ? '' : '?';
      return `${distinct.indexOf(process) + 1}: ${service} · ${host}${mark}`;
    });
  }
}

const reply = (digit: number): string => `reply_${String(digit).repeat(32)}`;

test('two services in WSGI servers with one pid are two processes, whichever is told first', () => {
  const cloud = new Cloud('uwsgi:22', [1, 2]);
  cloud.notifies(1, 'image.ctl1', 'glance');
  expect(cloud.processes(1, 2)).toEqual(['1: glance-api · ctl1', '1: glance-api · ctl1']);
  cloud.notifies(2, 'network.ctl1', 'neutron');
  expect(cloud.processes(1, 2)).toEqual(['1: glance-api · ctl1', '2: neutron-api · ctl1']);
});

test('two hosts behind one address are two processes, and what cannot be told is a guess', () => {
  const cloud = new Cloud('nova-compute:7', [1, 2, 3]);
  cloud.reads(1, 'compute', 'compute.cmp1');
  cloud.reads(2, 'compute', 'compute.cmp2');
  cloud.calls(3, reply(3));
  const [one, two, third] = cloud.processes(1, 2, 3);
  expect([one, two]).toEqual(['1: nova-compute · cmp1', '2: nova-compute · cmp2']);
  expect(third).not.toMatch(/cmp/);
  cloud.participants.answered(cloud.connection(2).id, cloud.connection(3).id);
  expect(cloud.processes(1, 2, 3)[2]).toBe('2: nova-compute · cmp2');
});

test('connections that tell the same service on the same host are of one process', () => {
  const cloud = new Cloud('nova-compute:7', [1, 2, 3, 4]);
  cloud.reads(1, 'compute.cmp1');
  cloud.reads(2, 'compute.cmp2');
  cloud.reads(3, 'compute-alt.cmp2');
  cloud.reads(4, 'compute-alt.cmp1');
  expect(cloud.processes(1, 2, 3, 4).map(name => name[0])).toEqual(['1', '2', '2', '1']);
});

describe('without a contradiction', () => {
  test('all connections are of one process, and its name is exact', () => {
    const cloud = new Cloud('nova-compute:7', [1, 2, 3]);
    cloud.reads(1, 'compute.cmp1');
    cloud.calls(2, reply(2));
    cloud.reads(3, reply(2));
    expect(new Set(cloud.processes(1, 2, 3))).toEqual(new Set(['1: nova-compute · cmp1']));
  });

  test('a second reply queue is one of another transport where the program is on one host', () => {
    const cloud = new Cloud('nova-conductor:7', [1, 2, 3]);
    cloud.reads(9, 'scheduler.ctl2');
    cloud.reads(1, 'conductor.ctl1');
    cloud.calls(2, reply(2));
    cloud.calls(3, reply(3));
    expect(new Set(cloud.processes(1, 2, 3))).toEqual(new Set(['1: nova-conductor · ctl1']));
  });

  test('a second reply queue makes the host a guess where the program has several at the address', () => {
    const cloud = new Cloud('nova-conductor:7', [1, 2, 3]);
    cloud.reads(1, 'conductor.ctl1');
    cloud.calls(2, reply(2));
    cloud.calls(3, reply(3));
    expect(new Set(cloud.processes(1, 2, 3))).toEqual(new Set(['1: nova-conductor · ctl1']));
    cloud.snapshot('nova-conductor:8', [9]);
    cloud.reads(9, 'conductor.ctl2');
    expect(new Set(cloud.processes(1, 2, 3))).toEqual(new Set(['1: nova-conductor · ctl1?']));
    // Both answer what the first one takes: they are of its process.
    const [first, ...others] = [1, 2, 3].map(port => cloud.connection(port).id);
    for (const other of others) cloud.participants.answered(first ?? 0, other);
    expect(new Set(cloud.processes(1, 2, 3))).toEqual(new Set(['1: nova-conductor · ctl1']));
  });

  test('a second reply queue makes the service of a WSGI server a guess', () => {
    const cloud = new Cloud('uwsgi:22', [1, 2]);
    cloud.notifies(1, 'image.ctl1', 'glance');
    cloud.calls(1, reply(1));
    cloud.calls(2, reply(2));
    expect(new Set(cloud.processes(1, 2))).toEqual(new Set(['1: glance-api · ctl1?']));
  });
});

describe('in two virtual hosts', () => {
  test('there are two processes', () => {
    const cloud = new Cloud('nova-conductor:7', [1, 2, 3], ['/', 'region2', '/']);
    cloud.reads(1, 'conductor.ctl1');
    cloud.calls(2, reply(2));
    expect(cloud.processes(1, 3, 2).map(name => name[0])).toEqual(['1', '1', '2']);
  });

  test('there is one where both have the same service on the same host', () => {
    const cloud = new Cloud('nova-conductor:7', [1, 2], ['/', 'cell1']);
    cloud.reads(1, 'conductor.ctl1');
    cloud.reads(2, 'conductor.ctl1');
    expect(cloud.processes(1, 2)).toEqual(['1: nova-conductor · ctl1', '1: nova-conductor · ctl1']);
  });
});

test('a great many computes with one pid behind one address are told apart', () => {
  const ports = Array.from({ length: 5_000 }, (_, at) => at + 1);
  const cloud = new Cloud('nova-compute:7', ports);
  for (const port of ports) {
    cloud.reads(port, `compute.cmp${port}`);
    if (port % 100 === 0) cloud.participants.takeChanges(false);
  }
  const names = cloud.processes(...ports);
  expect(new Set(names).size).toBe(ports.length);
  expect(names.at(-1)).toBe('5000: nova-compute · cmp5000');
});
