import { expect, test } from 'vitest';
import { captureName } from '../../../src/node/captureName';

test.each([
  ['/captures/server-boot.ndjson.gz', 'server-boot'],
  ['/captures/failures/firehose.ndjson.gz', 'failures'],
  ['/captures/failures/Trace.LOG', 'failures'],
  ['/var/tmp/rabbitmq-tracing/trace-cinder.log', 'trace-cinder'],
  ['/captures/devstack 2026-11-30 12.04.rpcscope', 'devstack 2026-11-30 12.04'],
  ['/captures/nova.api.json', 'nova.api'],
  // A generic or unnamed folder does not name the capture.
  ['/home/ada/Downloads/trace.log', 'trace'],
  ['/tmp/messages.json', 'messages'],
  ['/captures/logs/trace.log', 'trace'],
  ['/firehose.ndjson', 'firehose'],
  ['/captures/.gz', '.gz'],
  ['/captures/a\u0000b/messages.json', 'a\u0000b'],
])('a capture of %j is called %j', (file, name) => {
  expect(captureName(file)).toBe(name);
});
