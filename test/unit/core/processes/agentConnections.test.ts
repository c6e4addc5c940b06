import { describe, expect, test } from 'vitest';
import { isOnlyOrder } from '../../../../src/core/processes/agentConnections';
import { decodeText } from '../../../../src/core/oslo/decode';
import { Participants } from '../../../../src/core/processes/participants';
import { call } from '../../../support/records';

describe('an order of ports is certain', () => {
  test.each([
    [
      'where agents open theirs one after another',
      [
        [10, 40],
        [20, 50],
        [30, 60],
      ],
      true,
    ],
    [
      'where agents overlap by less than a step',
      [
        [10, 25],
        [20, 35],
        [30, 45],
      ],
      true,
    ],
    [
      'unless the rest of two agents could be exchanged',
      [
        [10, 15],
        [20, 25],
        [30, 35],
      ],
      false,
    ],
    [
      'unless it is another one for the second agent',
      [
        [10, 50],
        [20, 40],
      ],
      false,
    ],
    ['unless there is only one topic', [[10, 20]], false],
  ])('%s', (_name, columns, isOnly) => {
    expect(isOnlyOrder(columns)).toBe(isOnly);
  });
});

const replyQueue = (n: number): string => `reply_${String(n).padStart(32, '0')}`;
const fanout = (topic: string, n: number): string => `${topic}_fanout_${replyQueue(n).slice(6)}`;
const networks = 'q-agent-notifier-network-update';
const [port, group] = ['q-agent-notifier-port-update', 'q-agent-notifier-security_group-update'];

class Cloud {
  readonly participants = new Participants();

  constructor(private readonly address = '127.0.0.1') {}

  connection(clientPort: number) {
    return this.participants.connectionFor(`${this.address}:${clientPort} -> 127.0.0.1:5672`, 0);
  }

  /** An agent reports over one connection, and reads the reply on another one. */
  report(host: string, sendPort: number, readPort: number, kind = 'openvswitch'): void {
    const args = { agent_state: { agent_state: { binary: `neutron-${kind}-agent`, host } } };
    const queue = replyQueue(readPort);
    const text = JSON.stringify(call('1', { method: 'report_state', args, _reply_q: queue }));
    const request = decodeText(text, 'neutron', ['q-reports-plugin']);
    if (request.kind !== 'call') throw new Error('no call');
    this.participants.requested(this.connection(sendPort), 'neutron', 'q-reports-plugin', request);
    this.participants.consumed(this.connection(readPort), queue);
  }

  reads(queue: string, clientPort: number): void {
    this.participants.consumed(this.connection(clientPort), queue);
  }

  name(clientPort: number) {
    this.participants.takeChanges();
    return this.connection(clientPort).process.name;
  }
}

describe('an agent that only listens on a connection', () => {
  test('is the agent that reports, in the order of their connections, as a guess', () => {
    const cloud = new Cloud();
    cloud.report('cmp1', 14, 12);
    cloud.report('cmp2', 34, 32);
    for (const at of [10, 30]) cloud.reads(fanout(port, at), at);
    for (const at of [16, 36]) cloud.reads(fanout(group, at), at);
    expect([10, 16, 30, 36].map(at => cloud.name(at).host)).toEqual([
      'cmp1',
      'cmp1',
      'cmp2',
      'cmp2',
    ]);
    expect(cloud.name(10)).toMatchObject({ service: 'neutron-openvswitch-agent', isNamed: true });
    expect(cloud.name(10).inferredFrom).toContain('guess');
    expect(cloud.connection(10).process).toBe(cloud.connection(14).process);
  });

  test('has no host when their orders leave a choice', () => {
    const cloud = new Cloud();
    cloud.report('cmp1', 14, 12);
    cloud.report('cmp2', 15, 13);
    for (const at of [10, 11]) cloud.reads(fanout(port, at), at);
    expect([10, 11].map(at => cloud.name(at).host)).toEqual(['', '']);
  });

  test('has no host when one of the agents has not reported', () => {
    const cloud = new Cloud();
    cloud.report('cmp1', 14, 12);
    for (const at of [10, 30]) cloud.reads(fanout(port, at), at);
    expect([10, 30].map(at => cloud.name(at).host)).toEqual(['', '']);
  });

  test('is the only agent at its address', () => {
    const cloud = new Cloud('192.0.2.31');
    cloud.report('cmp1', 14, 12);
    cloud.reads(fanout(port, 90), 90);
    expect(cloud.name(90)).toMatchObject({ service: 'neutron-openvswitch-agent', host: 'cmp1' });
  });

  test('is the agent of its host when its queue tells the host, without a guess', () => {
    const cloud = new Cloud();
    cloud.report('cmp1', 14, 12);
    cloud.report('cmp2', 15, 13);
    cloud.reads(`${port}.cmp2`, 90);
    expect(cloud.name(90)).toMatchObject({ host: 'cmp2' });
    expect(cloud.connection(90).process).toBe(cloud.connection(15).process);
    expect(cloud.name(90).inferredFrom).not.toContain('guess');
  });
});

describe('a reader of updates of networks', () => {
  test('is the agent of layer 3 where those of layer 2 take none', () => {
    const cloud = new Cloud();
    cloud.report('cmp1', 14, 12);
    cloud.reads(fanout(networks, 30), 30);
    expect(cloud.name(30)).toMatchObject({ service: 'neutron-l3-agent', isNamed: true });
  });

  test('is the agent between whose connections it was opened', () => {
    const cloud = new Cloud();
    cloud.report('cmp1', 14, 12, 'linuxbridge');
    cloud.reads(`${port}.cmp1`, 20);
    cloud.report('ctl1', 34, 32, 'l3');
    cloud.reads('l3_agent.ctl1', 40);
    for (const at of [15, 35]) cloud.reads(fanout(networks, at), at);
    expect(cloud.name(15)).toMatchObject({ service: 'neutron-linuxbridge-agent', host: 'cmp1' });
    expect(cloud.name(35)).toMatchObject({ service: 'neutron-l3-agent', host: 'ctl1' });
    expect(cloud.name(35).inferredFrom).toContain('guess');
  });

  test('is unknown when there are more readers than agents', () => {
    const cloud = new Cloud();
    cloud.report('cmp1', 14, 12, 'linuxbridge');
    cloud.reads(`${port}.cmp1`, 20);
    for (const at of [15, 35]) cloud.reads(fanout(networks, at), at);
    expect(cloud.name(15).isNamed).toBe(false);
  });
});
