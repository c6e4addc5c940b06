import { expect, test } from 'vitest';
import {
  parseConnectionName,
  parseFanoutQueue,
  parseReplyQueue,
  splitPublisherId,
} from '../../../../src/core/oslo/names';
import { growth, linearGrowth } from '../../../support/growth';

const uuid = '5409b1d3-7a1c-4bd8-b429-294b23d771e1';
const hex = '050579d853fc4070ad6fa680a4f8f8ef';

test.each([
  [`nova-conductor:2671:${uuid}`, { program: 'nova-conductor', pid: 2671, uuid }],
  [`odd:name:1:${uuid}`, { program: 'odd:name', pid: 1, uuid }],
  [`:1:${uuid}`, { program: '', pid: 1, uuid }],
  [`nova-conductor:${uuid}`, undefined],
  ['nova-conductor:2671:not-a-uuid', undefined],
  ['', undefined],
])('connection name %s', (name, expected) => {
  expect(parseConnectionName(name)).toEqual(expected);
});

test.each([
  [`reply_${hex}`, { host: undefined, program: undefined }],
  ['reply_cmp1:nova-compute:12', { host: 'cmp1', program: 'nova-compute' }],
  ['reply_a.example.org:nova-api:1', { host: 'a.example.org', program: 'nova-api' }],
  ['reply_', undefined],
  ['reply_something', undefined],
  [`no_reply_${hex}`, undefined],
  ['compute', undefined],
])('reply queue %s', (queue, expected) => {
  expect(parseReplyQueue(queue)).toEqual(expected);
});

test.each([
  [`compute_fanout_${hex}`, { topic: 'compute', host: undefined, program: undefined }],
  [
    'q-agent-notifier-port-update_fanout_cmp1:neutron-linuxbridge-agent:3',
    { topic: 'q-agent-notifier-port-update', host: 'cmp1', program: 'neutron-linuxbridge-agent' },
  ],
  [`a_fanout_b_fanout_${hex}`, { topic: 'a_fanout_b', host: undefined, program: undefined }],
  [
    'neutron-vo-Port-1.9_fanout',
    { topic: 'neutron-vo-Port-1.9', host: undefined, program: undefined },
  ],
  ['compute_fanout_', undefined],
  [`_fanout_${hex}`, undefined],
  ['_fanout', undefined],
  ['compute.cmp1', undefined],
])('fanout queue %s', (queue, expected) => {
  expect(parseFanoutQueue(queue)).toEqual(expected);
});

test.each([
  ['compute.host1', { service: 'compute', host: 'host1' }],
  ['api.ctl-01.example.org', { service: 'api', host: 'ctl-01.example.org' }],
  ['volume.host1@lvm#pool', { service: 'volume', host: 'host1@lvm#pool' }],
  ['nova-compute:cmp1.example.org', { service: 'nova-compute', host: 'cmp1.example.org' }],
  ['ironic-conductor.ctl1:8080', { service: 'ironic-conductor', host: 'ctl1:8080' }],
  ['alone', { service: 'alone', host: undefined }],
  ['compute.', { service: 'compute', host: undefined }],
  ['', { service: '', host: undefined }],
])('publisher id %s', (id, expected) => {
  expect(splitPublisherId(id)).toEqual(expected);
});

test.each(['a', ':', '1:', '_fanout_', 'reply_', '.'])(
  'a name that repeats %j is parsed in linear time',
  part => {
    const parse = (name: string) => {
      parseConnectionName(name);
      parseReplyQueue(`reply_${name}`);
      parseFanoutQueue(name);
      splitPublisherId(name);
    };
    expect(growth(part, parse)).toBeLessThan(linearGrowth);
  },
);
