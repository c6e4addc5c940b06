import { expect, test } from 'vitest';
import { captureFigures } from '../../../../src/capture/aggregates/captureFigures';
import { facts } from '../../../../src/capture/aggregates/facts';
import type { JsonValue } from '../../../../src/core/base/json';
import { recordedCapture } from '../../../support/captures';
import { call, failureText, record, reply } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');

/** Failures of replies, and the class that they are counted under. */
const failures: readonly (readonly [failure: JsonValue, name: string])[] = [
  [failureText, 'nova.exception.InstanceNotRunning'],
  [{ class: 'NotFound' }, 'None.NotFound'],
  // The form of releases before Grizzly: class, message and traceback in a list.
  [['NotFound', 'no such server', []], 'NotFound'],
  ['boom', 'Exception'],
  ['{"class": "Cut', 'Exception'],
  [5, 'Exception'],
  [[], 'Exception'],
];

test.for(failures)('a failure %j is counted as %s', async ([failure, name]) => {
  const capture = recordedCapture(`${folder}/failure.rpcscope`);
  await capture.record(
    record('publish', call('a'), { routingKey: 'compute.cmp1' }),
    record('publish', reply('a', { failure, result: null }), { routingKey: 'reply_1' }),
  );
  expect(facts(capture.database)['failure_classes']).toEqual({ [name]: 1 });
  capture.close();
});

test('a probe that was refused as expected is no failed call', async () => {
  const capture = recordedCapture(`${folder}/probes.rpcscope`);
  const answer = (id: string, method: string) => [
    record('publish', call(id, { method }), { routingKey: 'compute.cmp1' }),
    record('publish', reply(id, { failure: { class: 'UnsupportedVersion' }, result: null }), {
      routingKey: 'reply_1',
    }),
  ];
  await capture.record(
    ...answer('a', 'pod_health_probe_method_ignore_errors'),
    ...answer('b', 'x'),
  );
  expect((await captureFigures(capture.database)).states).toEqual({ call: { ok: 1, failed: 1 } });
  capture.close();
});
