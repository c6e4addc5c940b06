import { beforeEach, expect, test } from 'vitest';
import type { TraceRecord } from '../../../../src/core/amqp/traceRecord';
import { RecordMasker } from '../../../../src/core/secrets/maskedRecord';
import { Masker } from '../../../../src/core/secrets/masking';
import { record } from '../../../support/records';

const secret = 'gAAAAABmVerySecretFernetToken_0123456789-abcdefghij==';
const plain: TraceRecord = {
  ...record('deliver', {}),
  routingKeys: ['compute', 'compute.host1'],
  routedQueues: ['compute'],
};

let masker: RecordMasker;
beforeEach(() => {
  masker = new RecordMasker(new Masker('salt'));
  expect(masker.mask(plain)).toBe(plain);
});

test('a record whose names hold no secret is left as it is', () => {
  const other = { ...plain, connection: '192.0.2.9:1 -> 192.0.2.1:5672', queue: 'other' };
  expect(masker.mask(other)).toBe(other);
});

test.each<[field: string, names: Partial<TraceRecord>]>([
  ['exchange', { exchange: secret }],
  ['queue', { queue: secret }],
  ['vhost', { vhost: secret }],
  ['node', { node: secret }],
  ['connection', { connection: secret }],
  ['user', { user: secret }],
  ['second routing key', { routingKeys: ['compute', secret] }],
  ['third routing key', { routingKeys: [...plain.routingKeys, secret] }],
  ['second routed queue', { routedQueues: ['compute', secret] }],
])('a secret in the %s is masked each time, after a plain record too', (_field, names) => {
  const masked = masker.mask({ ...plain, ...names });
  expect(JSON.stringify(masked)).not.toContain(secret);
  expect(masker.mask({ ...plain, ...names })).toEqual(masked);
  expect(masker.mask(plain)).toBe(plain);
});
