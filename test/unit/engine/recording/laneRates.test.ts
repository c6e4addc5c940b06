import { expect, test } from 'vitest';
import { Participants } from '../../../../src/core/processes/participants';
import { LaneRates } from '../../../../src/engine/recording/laneRates';
import { RateMeter } from '../../../../src/engine/recording/rateMeter';

/** Creates lanes and rates of connections with given counters. */
function lanes() {
  const participants = new Participants();
  const rates = new LaneRates(participants);
  const carry = (name: string, messages: number) => {
    const connection = participants.connectionFor(name, 0);
    connection.messageCount += messages;
    return connection;
  };
  const service = (name: string, of: string) => {
    carry(name, 0).process.name = {
      service: of,
      host: 'ctl1',
      isNamed: true,
      inferredFrom: undefined,
    };
  };
  const read = () => new Map(rates.messageRates().map(each => [each.lane, each.messagesPerSecond]));
  return { rates, carry, service, read };
}

test('a lane has the messages of all its connections, over the measured time', () => {
  const { rates, carry, service, read } = lanes();
  service('a', 'nova-api');
  service('b', 'nova-api');
  service('c', 'nova-conductor');
  rates.sample(0);
  carry('a', 6);
  carry('c', 2);
  rates.sample(1_000);
  carry('b', 4);
  rates.sample(2_000);
  expect(read()).toEqual(
    new Map([
      ['nova-api · ctl1', 5],
      ['nova-conductor · ctl1', 1],
    ]),
  );
});

test('messages before the first sample are not counted', () => {
  const { rates, carry, read } = lanes();
  carry('a', 1_000);
  rates.sample(0);
  rates.sample(1_000);
  expect(read()).toEqual(new Map());
});

test('a lane without messages is removed after ten seconds', () => {
  const { rates, carry, service, read } = lanes();
  service('a', 'nova-api');
  rates.sample(0);
  carry('a', 10);
  for (let second = 1; second <= 10; second++) rates.sample(second * 1_000);
  expect(read()).toEqual(new Map([['nova-api · ctl1', 1]]));
  rates.sample(11_000);
  expect(read()).toEqual(new Map());
});

test('the traffic of a process moves with it when it gets its name later', () => {
  const { rates, carry, service, read } = lanes();
  rates.sample(0);
  carry('a', 3);
  rates.sample(1_000);
  expect(read()).toEqual(new Map([['unknown', 3]]));
  service('a', 'nova-api');
  expect(read()).toEqual(new Map([['nova-api · ctl1', 3]]));
});

test('counters that are reset start again', () => {
  const { rates, carry, service, read } = lanes();
  service('a', 'nova-api');
  rates.sample(0);
  carry('a', 100).messageCount = 0;
  rates.restart();
  rates.sample(1_000);
  carry('a', 2);
  rates.sample(2_000);
  expect(read()).toEqual(new Map([['nova-api · ctl1', 2]]));
});

test('a meter counts the growth of a total, and nothing for its decrease', () => {
  const meter = new RateMeter(10_000);
  meter.addTotal(4, 0);
  meter.addTotal(2, 1_000);
  meter.addTotal(3, 2_000);
  expect(meter.perSecond(2_000)).toBe(0.5);
  expect(meter.perSecond(10_001)).toBe(0.1);
  expect(meter.perSecond(12_001)).toBe(0);
});
