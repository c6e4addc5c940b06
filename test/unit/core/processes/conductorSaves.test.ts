/** Tests that nova's conductor is known by the notification of an instance that it saves. */
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { correlated } from '../../../support/correlated';
import { call, notification, record, reply, seconds } from '../../../support/records';

const [one, two] = ['2e432d32-c877-49ee-9482-09a15c66141b', '6c37f56a-0000-4ac1-8f6d-7c3a12b1f0d2'];

const save = (msgId: string, uuid: string): JsonObject =>
  call(msgId, {
    method: 'object_action',
    _context_request_id: 'req-9',
    args: {
      objmethod: 'save',
      objinst: {
        'nova_object.name': 'Instance',
        'nova_object.namespace': 'nova',
        'nova_object.version': '2.7',
        'nova_object.data': { uuid },
      },
    },
  });

const update = (uuid: string, isVersioned = false): JsonObject =>
  notification(`n ${uuid} ${isVersioned}`, {
    _context_request_id: 'req-9',
    publisher_id: isVersioned ? 'nova-compute:ctl1' : 'compute.ctl1',
    event_type: isVersioned ? 'instance.update' : 'compute.instance.update',
    payload: isVersioned
      ? {
          'nova_object.name': 'InstanceUpdatePayload',
          'nova_object.version': '2.0',
          'nova_object.data': { uuid },
        }
      : { instance_id: uuid },
  });

const toConductor = { routingKey: 'conductor', connection: 'compute' };

const taken = (msgId: string, connection = 'takes') =>
  record('deliver', save(msgId, one), {
    routingKey: 'conductor',
    queue: 'conductor',
    connection,
    at: seconds(2),
  });

/** Lanes of the senders of all notifications, in order. */
function notifiers(...records: Parameters<ReturnType<typeof correlated>['add']>): unknown[] {
  const capture = correlated();
  capture.add(...records);
  return capture.messages
    .filter(({ kind }) => kind === 'notification')
    .map(({ sender }) => capture.laneOf(sender));
}

test.each([false, true])(
  'the sender of a notification before the reply is the conductor (versioned: %s)',
  isVersioned => {
    expect(
      notifiers(
        record('publish', save('1', one), { ...toConductor, at: seconds(1) }),
        taken('1'),
        record('publish', update(one, isVersioned), { connection: 'notifies', at: seconds(3) }),
        record('publish', reply('1'), { exchange: '', connection: 'replies', at: seconds(4) }),
      ),
    ).toEqual(['nova-conductor · ctl1']);
  },
);

test.each([
  ['about another instance', update(two), seconds(3)],
  ['after the reply', update(one), seconds(5)],
])('the sender of a notification %s is not known', (_name, body, at) => {
  const records = [
    record('publish', save('1', one), { ...toConductor, at: seconds(1) }),
    taken('1'),
    record('publish', reply('1'), { exchange: '', connection: 'replies', at: seconds(4) }),
    record('publish', body, { connection: 'notifies', at }),
  ].sort((a, b) => a.receivedAtMicros - b.receivedAtMicros);
  expect(notifiers(...records)).toEqual(['compute · ctl1']);
});

test('none of two conductors that save one instance at a time is taken for the sender', () => {
  expect(
    notifiers(
      record('publish', save('1', one), toConductor),
      record('publish', save('2', one), toConductor),
      taken('1'),
      taken('2', 'takes too'),
      record('publish', update(one), { connection: 'notifies', at: seconds(3) }),
    ),
  ).toEqual(['compute · ctl1']);
});
