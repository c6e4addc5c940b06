import type { Arrow, ArrowHead, LineStyle } from '../layout/arrowLayout';
import { dimensions } from '../layout/dimensions';
import type { Theme } from './theme';

/** The part of a canvas context that the painters use; tests record the calls. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'closePath'
  | 'stroke'
  | 'fill'
  | 'setLineDash'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'strokeText'
  | 'save'
  | 'restore'
  | 'translate'
  | 'rect'
  | 'clip'
  | 'strokeStyle'
  | 'fillStyle'
  | 'lineWidth'
  | 'lineJoin'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'direction'
>;

const dashes: Record<LineStyle, number[]> = {
  solid: [],
  dashed: [5, 3],
  dotted: [1.5, 3],
  dashDot: [7, 3, 1.5, 3],
};

/** Distance from a head's tip at which the line stops, so that hollow heads stay hollow. */
const headInsets: Record<ArrowHead['shape'], number> = {
  filled: 7,
  open: 0,
  triple: 0,
  diamond: 5,
  tick: 0,
  cross: 4,
  circledCross: 6,
  queue: 7,
  dot: 3,
};

/** @param yPx height of the arrow's line */
export function paintArrow(
  pen: Pen,
  arrow: Arrow,
  yPx: number,
  theme: Theme,
  isEmphasised: boolean,
): void {
  const colour = theme.arrows[arrow.tone];
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = isEmphasised ? 2.2 : 1.4;
  pen.setLineDash(dashes[arrow.line]);
  paintLines(pen, arrow, yPx);
  pen.setLineDash([]);
  paintTail(pen, arrow, yPx);
  for (const head of arrow.heads) paintHead(pen, head, yPx);
}

function paintLines(pen: Pen, arrow: Arrow, y: number): void {
  for (const pointsRight of [false, true]) {
    const heads = arrow.heads.filter(head => head.pointsRight === pointsRight);
    const far = heads.reduce<ArrowHead | undefined>(
      (best, head) =>
        !best || Math.abs(head.xPx - arrow.tailPx) > Math.abs(best.xPx - arrow.tailPx)
          ? head
          : best,
      undefined,
    );
    if (!far) continue;
    pen.beginPath();
    pen.moveTo(arrow.tailPx, y);
    pen.lineTo(far.xPx + (pointsRight ? -1 : 1) * headInsets[far.shape], y);
    pen.stroke();
  }
  if (arrow.hasLoop) paintLoop(pen, arrow, y);
}

/** Draws a line out to the right, down and back to the lane. */
function paintLoop(pen: Pen, arrow: Arrow, y: number): void {
  const right = arrow.tailPx + dimensions.loopWidthPx;
  pen.beginPath();
  pen.moveTo(arrow.tailPx, y - 7);
  pen.lineTo(right, y - 7);
  pen.lineTo(right, y);
  pen.lineTo(arrow.tailPx + 1, y);
  pen.stroke();
  pen.setLineDash([]);
  const isFilled = arrow.line === 'solid' && arrow.tone === 'call';
  const head: ArrowHead = {
    xPx: arrow.tailPx + 1,
    shape: isFilled ? 'filled' : 'open',
    pointsRight: false,
  };
  paintHead(pen, head, y);
}

function paintTail(pen: Pen, arrow: Arrow, y: number): void {
  if (arrow.tail === 'dot') disc(pen, arrow.tailPx, y, 3);
  if (arrow.tail === 'fork') {
    path(pen, [arrow.tailPx, y - 4], [arrow.tailPx, y + 4]);
    pen.stroke();
  }
  if (arrow.tail === 'cross') {
    const towards = arrow.heads[0]?.pointsRight === false ? -1 : 1;
    cross(pen, arrow.tailPx + towards * 8, y, 3);
  }
}

function paintHead(pen: Pen, { xPx: x, shape, pointsRight }: ArrowHead, y: number): void {
  const back = pointsRight ? -1 : 1;
  switch (shape) {
    case 'filled':
      path(pen, [x, y], [x + back * 9, y - 4.5], [x + back * 9, y + 4.5]);
      pen.closePath();
      return pen.fill();
    case 'open':
      return chevron(pen, x, y, back);
    case 'triple':
      for (const step of [0, 5, 10]) chevron(pen, x + back * step, y, back);
      return;
    case 'diamond': {
      const middle = x;
      path(pen, [middle - 5, y], [middle, y - 5], [middle + 5, y], [middle, y + 5]);
      pen.closePath();
      return pen.stroke();
    }
    case 'tick':
      path(pen, [x + back * 3, y - 5], [x + back * 3, y + 5]);
      return pen.stroke();
    case 'cross':
      return cross(pen, x, y, 4);
    case 'circledCross':
      pen.beginPath();
      pen.arc(x, y, 6, 0, 2 * Math.PI);
      pen.stroke();
      return cross(pen, x, y, 2.6);
    case 'queue':
      // Three marks stand for messages one behind the other.
      for (const step of [-5, 0, 5]) {
        path(pen, [x + step, y - 5], [x + step, y + 5]);
        pen.stroke();
      }
      path(pen, [x - 8, y - 5], [x + 8, y - 5]);
      pen.stroke();
      path(pen, [x - 8, y + 5], [x + 8, y + 5]);
      return pen.stroke();
    case 'dot':
      return disc(pen, x, y, 3);
  }
}

const chevron = (pen: Pen, x: number, y: number, back: number) => {
  path(pen, [x + back * 7, y - 4.5], [x, y], [x + back * 7, y + 4.5]);
  pen.stroke();
};

const cross = (pen: Pen, x: number, y: number, size: number) => {
  path(pen, [x - size, y - size], [x + size, y + size]);
  pen.stroke();
  path(pen, [x + size, y - size], [x - size, y + size]);
  pen.stroke();
};

const disc = (pen: Pen, x: number, y: number, radius: number) => {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
};

function path(pen: Pen, ...points: readonly (readonly [number, number])[]): void {
  pen.beginPath();
  points.forEach(([x, y], at) => (at === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
}
