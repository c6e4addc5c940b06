/** Tests which connections belong to one process by the requests of users that they send for. */
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { correlated } from '../../../support/correlated';
import { cast, notification, record, seconds } from '../../../support/records';

const of = (requestId: string, more: JsonObject = {}): JsonObject => ({
  _context_request_id: requestId,
  _context_user_id: '1b566977304a309f7a5a8773056d7e00',
  ...more,
});

const update = (uniqueId: string, requestId: string): JsonObject =>
  notification(
    uniqueId,
    of(requestId, { publisher_id: 'compute.ctl1', event_type: 'compute.instance.update' }),
  );

const build = (uniqueId: string, requestId: string): JsonObject =>
  cast(uniqueId, of(requestId, { method: 'schedule_and_build_instances' }));

/** A capture whose first record is of another request. */
function running() {
  const capture = correlated();
  capture.add(record('publish', cast('first'), { at: seconds(1), connection: 'other' }));
  return capture;
}

const note = { routingKey: 'notifications.info' };
const toConductor = { routingKey: 'conductor' };

test('an API that notifies before its first request is one process', () => {
  const capture = running();
  capture.add(
    record('publish', update('n1', 'req-9'), { ...note, at: seconds(20), connection: 'notifies' }),
    record('publish', build('c1', 'req-9'), {
      ...toConductor,
      at: seconds(21),
      connection: 'casts',
    }),
  );
  const [notified, sent] = capture.messages.slice(1);
  expect(capture.laneOf(notified?.sender)).toBe('nova-api · ctl1');
  expect(capture.participants.isSameProcess(notified?.sender ?? 0, sent?.sender ?? 0)).toBe(true);
});

test('a notification after the first request may be of another process', () => {
  const capture = running();
  capture.add(
    record('publish', build('c1', 'req-9'), {
      ...toConductor,
      at: seconds(20),
      connection: 'casts',
    }),
    record('publish', update('n1', 'req-9'), { ...note, at: seconds(21), connection: 'notifies' }),
  );
  expect(capture.laneOf(capture.messages.at(-1)?.sender)).toBe('compute · ctl1');
});

test('a request that was under way when the capture began tells nothing', () => {
  const capture = running();
  capture.add(
    record('publish', update('n1', 'req-9'), { ...note, at: seconds(2), connection: 'notifies' }),
    record('publish', build('c1', 'req-9'), {
      ...toConductor,
      at: seconds(21),
      connection: 'casts',
    }),
  );
  expect(capture.laneOf(capture.messages[1]?.sender)).toBe('compute · ctl1');
});

test('a process that is no API is not joined with another one', () => {
  const capture = running();
  capture.add(
    record('publish', update('n1', 'req-9'), { ...note, at: seconds(20), connection: 'notifies' }),
    record('publish', cast('c1', of('req-9', { method: 'select_destinations' })), {
      routingKey: 'scheduler',
      at: seconds(21),
      connection: 'asks',
    }),
  );
  expect(capture.laneOf(capture.messages[1]?.sender)).toBe('compute · ctl1');
});
