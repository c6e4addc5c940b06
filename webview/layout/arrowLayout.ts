import type { Row, RowKind } from '../../src/protocol/rows';
import type { LaneEdges } from './barLayout';
import type { LaneLayout } from './laneLayout';
import { dimensions } from './dimensions';

export type LineStyle = 'solid' | 'dashed' | 'dotted' | 'dashDot';

/** The end of an arrow; each kind and each failure has a shape of its own. */
type HeadShape =
  /** A call: a filled triangle. */
  | 'filled'
  | 'open'
  /** A fanout: three open heads. */
  | 'triple'
  /** A notification: a hollow diamond. */
  | 'diamond'
  /** A heartbeat of a slow call: a bar across. */
  | 'tick'
  /** A message whose exchange had no queue bound. */
  | 'cross'
  /** A call that was never answered. */
  | 'circledCross'
  /** A message that still lies in a queue. */
  | 'queue'
  /** A message whose receiver is unknown. */
  | 'dot';

export type ArrowTone =
  'call' | 'cast' | 'fanout' | 'reply' | 'notification' | 'foreign' | 'doubt' | 'failed';

export interface ArrowHead {
  readonly xPx: number;
  readonly shape: HeadShape;
  readonly pointsRight: boolean;
}

/** One row's arrow. It runs level, and all its heads share one tail. */
export interface Arrow {
  readonly line: LineStyle;
  readonly tone: ArrowTone;
  readonly tailPx: number;
  /** `dot` marks an unknown sender, `cross` an exception that comes back, `fork` several heads. */
  readonly tail: 'plain' | 'dot' | 'cross' | 'fork';
  readonly heads: readonly ArrowHead[];
  /** True when the lane also sends to itself, besides the heads. */
  readonly hasLoop: boolean;
  /** True when there is no place for a label above the arrow: the label stands right of it. */
  readonly isStub: boolean;
}

const looks: Record<RowKind, { line: LineStyle; tone: ArrowTone; shape: HeadShape }> = {
  call: { line: 'solid', tone: 'call', shape: 'filled' },
  cast: { line: 'solid', tone: 'cast', shape: 'open' },
  fanout: { line: 'solid', tone: 'fanout', shape: 'triple' },
  reply: { line: 'dashed', tone: 'reply', shape: 'open' },
  failure: { line: 'dashed', tone: 'failed', shape: 'open' },
  heartbeat: { line: 'dotted', tone: 'reply', shape: 'tick' },
  notification: { line: 'dotted', tone: 'notification', shape: 'diamond' },
  foreign: { line: 'dashDot', tone: 'foreign', shape: 'open' },
};

const tails: Partial<Record<RowKind, Arrow['tail']>> = { failure: 'cross', fanout: 'fork' };

export function layoutArrow(row: Row, lanes: LaneLayout, edges: LaneEdges): Arrow {
  const look = looks[row.kind];
  const plain = { ...look, tail: tails[row.kind] ?? 'plain' };
  const placed = row.receivers.filter(key => lanes.xOf(key) !== undefined);
  const from =
    row.sender !== undefined && lanes.xOf(row.sender) !== undefined ? row.sender : undefined;

  if (row.state === 'unrouted' && isOpening(row)) {
    return stubRight(row, from, edges, { ...plain, line: 'dotted', tone: 'doubt', shape: 'cross' });
  }
  if (row.kind === 'notification' && (!row.isDelivered || placed.length === 0)) {
    return stubRight(row, from, edges, plain);
  }
  if (placed.length === 0) {
    const shape = row.state === 'undelivered' ? 'queue' : 'dot';
    return stubRight(row, from, edges, { ...plain, shape });
  }
  if (from === undefined) return stubFromNobody(row, placed, edges, plain);
  return betweenLanes(row, from, placed, lanes, edges, plain);
}

/** True for the message that begins a span: a reply shows its own fate, not that of its call. */
const isOpening = (row: Row): boolean =>
  row.kind !== 'reply' && row.kind !== 'failure' && row.kind !== 'heartbeat';

export interface Look {
  readonly line: LineStyle;
  readonly tone: ArrowTone;
  readonly shape: HeadShape;
  readonly tail: Arrow['tail'];
}

/** An arrow of a kind to the right, as a legend shows it; `change` replaces parts of its look. */
export function sampleArrow(
  kind: RowKind,
  [tailPx, xPx]: readonly [from: number, to: number],
  change: Partial<Look> = {},
): Arrow {
  const { line, tone, shape, tail } = { ...looks[kind], tail: tails[kind] ?? 'plain', ...change };
  const heads = [{ xPx, shape, pointsRight: true }];
  return { line, tone, tailPx, tail, heads, hasLoop: false, isStub: false };
}

function stubRight(row: Row, from: string | undefined, edges: LaneEdges, look: Look): Arrow {
  const known = from === undefined ? undefined : edges.at(from, row.index, 'right');
  const tailPx = known ?? dimensions.labelGapPx;
  return {
    line: look.line,
    tone: look.tone,
    tailPx,
    tail: known === undefined ? 'dot' : look.tail,
    heads: [{ xPx: tailPx + dimensions.stubLengthPx, shape: look.shape, pointsRight: true }],
    hasLoop: false,
    isStub: true,
  };
}

function stubFromNobody(row: Row, to: readonly string[], edges: LaneEdges, look: Look): Arrow {
  const heads = to
    .map(lane => edges.at(lane, row.index, 'left') ?? 0)
    .sort((a, b) => a - b)
    .map(xPx => ({ xPx, shape: look.shape, pointsRight: true }));
  return {
    line: look.line,
    tone: look.tone,
    tailPx: (heads[0]?.xPx ?? 0) - dimensions.stubLengthPx,
    tail: 'dot',
    heads,
    hasLoop: false,
    isStub: false,
  };
}

function betweenLanes(
  row: Row,
  from: string,
  to: readonly string[],
  lanes: LaneLayout,
  edges: LaneEdges,
  look: Look,
): Arrow {
  const fromPx = lanes.xOf(from) ?? 0;
  const others = to.filter(lane => lane !== from);
  const hasLoop = others.length < to.length;
  const leftmost = Math.min(...others.map(lane => lanes.xOf(lane) ?? 0));
  const leaves = others.length > 0 && leftmost < fromPx ? 'left' : 'right';
  const tailPx = edges.at(from, row.index, leaves) ?? fromPx;
  const isUnanswered = row.kind === 'call' && row.state === 'unanswered';
  const isUndelivered = isOpening(row) && row.state === 'undelivered' && !row.isDelivered;
  return {
    line: look.line,
    tone: isUnanswered ? 'failed' : look.tone,
    tailPx,
    tail: look.tail,
    heads: others.map(lane => {
      const pointsRight = (lanes.xOf(lane) ?? 0) > fromPx;
      const end = edges.at(lane, row.index, pointsRight ? 'left' : 'right') ?? 0;
      const back = pointsRight ? -1 : 1;
      if (isUndelivered) return { xPx: (tailPx + end) / 2, shape: 'queue', pointsRight };
      if (isUnanswered) {
        return { xPx: end + back * dimensions.shortOfLanePx, shape: 'circledCross', pointsRight };
      }
      return { xPx: end, shape: look.shape, pointsRight };
    }),
    hasLoop,
    isStub: others.length === 0,
  };
}
