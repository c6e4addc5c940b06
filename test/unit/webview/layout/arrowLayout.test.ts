import { describe, expect, test } from 'vitest';
import type { Row } from '../../../../src/protocol/rows';
import { layoutArrow } from '../../../../webview/layout/arrowLayout';
import { LaneEdges } from '../../../../webview/layout/barLayout';
import { layoutLanes } from '../../../../webview/layout/laneLayout';
import { dimensions } from '../../../../webview/layout/dimensions';
import { row } from '../../../webview/sampleRows';

// Four lanes of 200 px: their lines stand at 100, 300, 500 and 700.
const lanes = layoutLanes(['a', 'b', 'c', 'd'], 800 + dimensions.tailRoomPx / 4);
const edges = new LaneEdges([], lanes);
const arrow = (fields: Partial<Row>) =>
  layoutArrow(row({ index: 0, sender: 'a', receivers: ['b'], ...fields }), lanes, edges);
const { stubLengthPx } = dimensions;

test('lanes of this file are 200 px wide', () => expect(lanes.laneWidthPx).toBe(200));

describe('each kind has its own line and head', () => {
  test.each([
    ['call', 'solid', 'filled'],
    ['cast', 'solid', 'open'],
    ['fanout', 'solid', 'triple'],
    ['reply', 'dashed', 'open'],
    ['failure', 'dashed', 'open'],
    ['heartbeat', 'dotted', 'tick'],
    ['notification', 'dotted', 'diamond'],
    ['foreign', 'dashDot', 'open'],
  ] as const)('%s: %s line, %s head', (kind, line, shape) => {
    expect(arrow({ kind })).toMatchObject({
      line,
      tailPx: 100,
      heads: [{ xPx: 300, shape, pointsRight: true }],
      isStub: false,
    });
  });

  test('a failure is marked at its tail, a reply is not', () => {
    expect(arrow({ kind: 'failure' }).tail).toBe('cross');
    expect(arrow({ kind: 'reply' }).tail).toBe('plain');
  });
});

describe('a fanout’s arrow', () => {
  test('has one tail and a head for each receiving lane', () => {
    const fanout = arrow({ kind: 'fanout', sender: 'b', receivers: ['a', 'c', 'd'] });
    expect(fanout.tailPx).toBe(300);
    expect(fanout.heads.map(({ xPx, pointsRight }) => [xPx, pointsRight])).toEqual([
      [100, false],
      [500, true],
      [700, true],
    ]);
  });

  test('has a loop as well when the sender also receives it', () => {
    const fanout = arrow({ kind: 'fanout', sender: 'b', receivers: ['b', 'c'] });
    expect(fanout).toMatchObject({ hasLoop: true, isStub: false });
    expect(fanout.heads).toHaveLength(1);
  });
});

describe('the shape of a failure', () => {
  test('an unanswered call stops short of the lane with a circled cross', () => {
    expect(arrow({ state: 'unanswered' })).toMatchObject({
      tone: 'failed',
      heads: [{ xPx: 300 - dimensions.shortOfLanePx, shape: 'circledCross' }],
    });
    expect(arrow({ state: 'unanswered', sender: 'b', receivers: ['a'] }).heads[0]).toMatchObject({
      xPx: 100 + dimensions.shortOfLanePx,
      pointsRight: false,
    });
  });

  test('a message that nobody took stops half-way with a queue', () => {
    const heads = arrow({ kind: 'cast', state: 'undelivered', isDelivered: false }).heads;
    expect(heads).toEqual([{ xPx: 200, shape: 'queue', pointsRight: true }]);
  });

  test('an unrouted message is a dotted stub with a cross, wherever it was meant for', () => {
    expect(arrow({ kind: 'cast', state: 'unrouted', receivers: [] })).toMatchObject({
      line: 'dotted',
      tone: 'doubt',
      heads: [{ xPx: 100 + stubLengthPx, shape: 'cross' }],
      isStub: true,
    });
  });

  test('a reply is not drawn like the fate of its call', () => {
    expect(arrow({ kind: 'reply', state: 'unanswered' }).heads[0]).toMatchObject({
      xPx: 300,
      shape: 'open',
    });
  });
});

describe('an unknown end of a message', () => {
  test('an unknown sender is a dot left of the receiver', () => {
    expect(arrow({ sender: undefined })).toMatchObject({
      tail: 'dot',
      tailPx: 300 - stubLengthPx,
      heads: [{ xPx: 300 }],
    });
  });

  test('an unknown or hidden receiver is a dot right of the sender', () => {
    const stub = { tailPx: 100, heads: [{ xPx: 100 + stubLengthPx, shape: 'dot' }], isStub: true };
    expect(arrow({ receivers: [] })).toMatchObject(stub);
    expect(arrow({ receivers: ['hidden'] })).toMatchObject(stub);
  });

  test('a message without any known end still has an arrow', () => {
    expect(arrow({ sender: undefined, receivers: [] })).toMatchObject({
      tail: 'dot',
      isStub: true,
    });
  });
});

test('a call to its own lane is a loop', () => {
  expect(arrow({ receivers: ['a'] })).toMatchObject({
    tailPx: 100,
    heads: [],
    hasLoop: true,
    isStub: true,
  });
});

test('a notification’s arrow is short unless somebody took it', () => {
  const published = { kind: 'notification', isDelivered: false } as const;
  expect(arrow(published)).toMatchObject({
    isStub: true,
    heads: [{ xPx: 100 + stubLengthPx, shape: 'diamond' }],
  });
  expect(arrow({ kind: 'notification' })).toMatchObject({ isStub: false, heads: [{ xPx: 300 }] });
});
