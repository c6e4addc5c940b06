import path from 'node:path';
import { expect, test } from 'vitest';
import { recordedCapture } from '../../../support/captures';
import { call, record, reply, seconds } from '../../../support/records';
import { useFolder } from '../../../support/useFolder';

const folder = useFolder('test');

const answered = (msgId: string, method: string, at: number) => [
  record('publish', call(msgId, { method }), { at: seconds(at), connection: 'api' }),
  record('deliver', call(msgId, { method }), { at: seconds(at) + 1000, connection: 'compute' }),
  record('publish', reply(msgId), { at: seconds(at) + 5000, connection: 'compute', exchange: '' }),
];

/** Messages 1 and 2: ping, 3 and 4: build, 5 and 6: ping, 7 and 8: ping. */
async function captured() {
  const capture = recordedCapture(path.join(folder, 'test.rpcscope'));
  await capture.record(
    ...answered('a', 'ping', 1),
    ...answered('b', 'build', 2),
    ...answered('c', 'ping', 3),
    ...answered('d', 'ping', 4),
  );
  return capture;
}

test('the next and the previous message of a method are rows of the view', async () => {
  const capture = await captured();
  const { engine } = capture;
  await engine.view('v').setFilter({ text: '', hiddenLanes: [] });
  expect(engine.view('v').nextOfSameMethod(1, 1)).toBe(4);
  // From a reply, the next one is the span after its call.
  expect(engine.view('v').nextOfSameMethod(2, 1)).toBe(4);
  expect(engine.view('v').nextOfSameMethod(7, -1)).toBe(4);
  expect(engine.view('v').nextOfSameMethod(1, -1)).toBe(-1);
  expect(engine.view('v').nextOfSameMethod(3, 1)).toBe(-1);
  expect(engine.view('v').nextOfSameMethod(99, 1)).toBe(-1);
  capture.close();
});

test('messages around another one have its kind and method, the nearest first', async () => {
  const capture = await captured();
  const { engine } = capture;
  const ids = (messageId: number, count = 10) => {
    const like = engine.spans.messagesOfSameMethod(messageId, count);
    return like && [like.earlier, like.later].map(list => list.map(each => each.messageId));
  };
  expect(ids(7)).toEqual([[5, 1], []]);
  expect(ids(1)).toEqual([[], [5, 7]]);
  expect(ids(6)).toEqual([[2], [8]]);
  expect(ids(7, 1)).toEqual([[5], []]);
  expect(ids(7, 0)).toEqual([[], []]);
  expect(ids(7, Number.NaN)).toEqual([[], []]);
  expect(ids(99)).toBeUndefined();
  capture.close();
});

test('a message is labelled by its method, also a reply, which has no label of its own', async () => {
  const capture = await captured();
  const { engine } = capture;
  expect(engine.spans.messagesOfSameMethod(6, 0)).toMatchObject({
    label: 'ping',
    message: { messageId: 6, kind: 'reply', state: 'ok' },
  });
  capture.close();
});
