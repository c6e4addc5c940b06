import { expect, test } from 'vitest';
import { KnownIds } from '../../../../src/host/code/knownIds';
import { Cooldown } from '../../../../src/host/code/cooldown';
import { FakeCapture, FakeCaptures } from './fakeCaptures';

const request = 'req-3b241101-e2bb-4255-8caf-4136c566a962';
const message = '09c557c3f6d84d0e8a2b1f0c9d7e6a5b';
const passing = { isPointedAt: false, isCancelled: () => false };
const pointedAt = { isPointedAt: true, isCancelled: () => false };

function known(...paths: readonly string[]) {
  const captures = paths.map(path => {
    const capture = new FakeCapture(path);
    capture.answers['readRequest'] = (id: string) => (id === request ? { id } : undefined);
    capture.answers['findPlaces'] = (id: string) =>
      id === message ? [{ kind: 'span', messageId: 7, requestId: undefined }] : [];
    return capture;
  });
  const clock = { millis: 0 };
  const ids = new KnownIds(new FakeCaptures(...captures), new Cooldown(0, 10, () => clock.millis));
  return { ids, captures, clock };
}

const asked = (captures: readonly FakeCapture[]) => captures.flatMap(each => each.asked).length;

test('a request id leads to its request, a message id to its row', async () => {
  const { ids } = known('/a');
  const { places } = await ids.lookUp([request, message, 'x'], passing);
  expect(Object.fromEntries(places)).toEqual({
    [request]: { capturePath: '/a', requestId: request },
    [message]: { capturePath: '/a', messageId: 7 },
  });
});

test('the first of several captures that contain an id is used', async () => {
  const { ids, captures } = known('/a', '/b');
  const [a] = captures;
  if (a) a.answers['readRequest'] = () => undefined;
  const { places } = await ids.lookUp([request], passing);
  expect(places.get(request)?.capturePath).toBe('/b');
});

test('a known id is not searched again; an unknown one is, when more records have come', async () => {
  const { ids, captures } = known('/a');
  await ids.lookUp([request, 'x'], passing);
  await ids.lookUp([request, 'x'], passing);
  expect(asked(captures)).toBe(2);
  captures[0]?.grow(9);
  await ids.lookUp([request, 'x'], passing);
  expect(captures[0]?.asked.at(-1)).toEqual(['findPlaces', 'x']);
  expect(asked(captures)).toBe(3);
});

test('a large capture is searched for other ids only when the pointer is on one', async () => {
  const { ids, captures } = known('/a');
  const [capture] = captures;
  if (capture) capture.status = { recordCount: 1, messageCount: 1_000_000 };
  const { places } = await ids.lookUp([request, message], passing);
  expect([...places.keys()]).toEqual([request]);
  const { places: pointed } = await ids.lookUp([message], pointedAt);
  expect([...pointed.keys()]).toEqual([message]);
});

test('after a slow search there is a pause, except for an id under the pointer', async () => {
  const { ids, captures, clock } = known('/a');
  const [capture] = captures;
  if (!capture) throw new Error('no capture');
  capture.answers['findPlaces'] = () => {
    clock.millis += 300;
    return [];
  };
  await ids.lookUp(['x'], passing);
  const resting = await ids.lookUp([message], passing);
  expect(resting.places.size).toBe(0);
  expect(resting.againAfterMillis).toBe(3_000);
  expect(asked(captures)).toBe(1);
  await ids.lookUp([message], pointedAt);
  expect(asked(captures)).toBe(2);
});

test('a cancelled search stops', async () => {
  const { ids, captures } = known('/a');
  await ids.lookUp(['x', 'y', 'z'], { isPointedAt: true, isCancelled: () => asked(captures) > 0 });
  expect(asked(captures)).toBe(1);
});

test('a capture that does not answer has no ids, and is searched again', async () => {
  const { ids, captures } = known('/a');
  const [capture] = captures;
  if (!capture) throw new Error('no capture');
  capture.answers = {};
  expect((await ids.lookUp([request], passing)).places.size).toBe(0);
  capture.answers['readRequest'] = () => ({ id: request });
  expect((await ids.lookUp([request], pointedAt)).places.size).toBe(1);
});
