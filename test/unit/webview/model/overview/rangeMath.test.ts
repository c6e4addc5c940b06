import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StripAxis } from '../../../../../webview/layout/stripAxis';
import { partAt, stretchOf, timeAt, xOf } from '../../../../../webview/layout/stripAxis';
import { beginDrag, continueDrag, isClick } from '../../../../../webview/model/overview/stripDrag';
import {
  brushed,
  movedBy,
  rangeAfterKey,
  resizedTo,
  zoomedBy,
} from '../../../../../webview/model/overview/rangeMath';

const range = (fromMicros: number, toMicros: number) => ({ fromMicros, toMicros });
const extent = range(1_000_000, 2_000_000);
const axis: StripAxis = { extent, widthPx: 500 };

describe('a brushed range', () => {
  test('runs from the earlier moment to the later one, within the capture', () => {
    expect(brushed(1_800_000, 1_200_000, extent)).toEqual(range(1_200_000, 1_800_000));
    expect(brushed(0, 9_000_000, extent)).toEqual(extent);
  });

  test('keeps its length when it is moved, also at the ends of the capture', () => {
    expect(movedBy(range(1_100_000, 1_300_000), 250_000, extent)).toEqual(
      range(1_350_000, 1_550_000),
    );
    expect(movedBy(range(1_100_000, 1_300_000), -5e9, extent)).toEqual(range(1_000_000, 1_200_000));
    expect(movedBy(range(1_100_000, 1_300_000), 5e9, extent)).toEqual(range(1_800_000, 2_000_000));
  });

  test('turns over when one end passes the other', () => {
    expect(resizedTo(range(1_100_000, 1_300_000), 'from', 1_500_000, extent)).toEqual(
      range(1_300_000, 1_500_000),
    );
    expect(resizedTo(range(1_100_000, 1_300_000), 'to', 1_400_000, extent)).toEqual(
      range(1_100_000, 1_400_000),
    );
  });

  test('zooms around the moment under the pointer, until it is the whole capture', () => {
    expect(zoomedBy(undefined, 0.5, 1_500_000, extent)).toEqual(range(1_250_000, 1_750_000));
    expect(zoomedBy(range(1_200_000, 1_400_000), 0.5, 1_200_000, extent)).toEqual(
      range(1_200_000, 1_300_000),
    );
    expect(zoomedBy(range(1_200_000, 1_800_000), 4, 1_500_000, extent)).toBeUndefined();
    expect(zoomedBy(range(1_500_000, 1_500_000), 1.5, 1_500_000, extent)).toEqual(
      range(1_500_000, 1_501_000),
    );
  });

  test('never leaves the capture and never turns over, whatever the steps', () => {
    const micros = fc.double({ noNaN: true, min: -1e16, max: 1e16 });
    fc.assert(
      fc.property(
        micros,
        micros,
        micros,
        fc.double({ noNaN: true, min: 0.01, max: 100 }),
        (a, b, c, factor) => {
          const first = brushed(a, b, extent);
          const all = [
            first,
            movedBy(first, c, extent),
            resizedTo(first, 'from', c, extent),
            zoomedBy(first, factor, c, extent) ?? extent,
          ];
          for (const { fromMicros, toMicros } of all) {
            expect(fromMicros).toBeGreaterThanOrEqual(extent.fromMicros);
            expect(toMicros).toBeLessThanOrEqual(extent.toMicros);
            expect(fromMicros).toBeLessThanOrEqual(toMicros);
          }
        },
      ),
    );
  });
});

describe('the strip', () => {
  test('converts a moment to a position and back', () => {
    expect(xOf(1_500_000, axis)).toBe(250);
    expect(timeAt(250, axis)).toBe(1_500_000);
  });

  test('shows a range that is too short to be seen, also at its end', () => {
    expect(stretchOf(range(1_500_000, 1_500_100), axis, 10)).toEqual({
      leftPx: expect.closeTo(245, 0) as number,
      widthPx: 10,
    });
    expect(stretchOf(range(2_000_000, 2_000_000), axis, 10)).toEqual({ leftPx: 490, widthPx: 10 });
  });

  test.each([
    [100, 20, 'from'],
    [104, 20, 'from'],
    [120, 20, 'range'],
    [149, 20, 'to'],
    [154, 20, 'to'],
    [300, 20, 'ground'],
    [300, 4, 'frame'],
  ] as const)('at %i, %i has the %s', (x, y, part) => {
    const marks = { range: range(1_200_000, 1_300_000), frame: range(1_590_000, 1_610_000) };
    expect(partAt(x, y, marks, axis)).toBe(part);
  });

  test('grips each end of a narrow range from its own side', () => {
    const marks = { range: range(1_200_000, 1_204_000), frame: undefined };
    expect(partAt(98, 20, marks, axis)).toBe('from');
    expect(partAt(104, 20, marks, axis)).toBe('to');
  });
});

describe('dragging', () => {
  const marks = { range: range(1_200_000, 1_400_000), frame: range(1_500_000, 1_520_000) };

  test('brushes on the ground, moves the range, its ends, and the frame', () => {
    const drag = (part: Parameters<typeof beginDrag>[0], from: number, to: number) =>
      continueDrag(beginDrag(part, from, marks, axis), to, axis);
    expect(drag('ground', 300, 350)).toEqual({ range: range(1_600_000, 1_700_000) });
    expect(drag('range', 150, 200)).toEqual({ range: range(1_300_000, 1_500_000) });
    expect(drag('from', 100, 150)).toEqual({ range: range(1_300_000, 1_400_000) });
    expect(drag('to', 200, 250)).toEqual({ range: range(1_200_000, 1_500_000) });
    expect(drag('frame', 255, 305)).toEqual({ seekMicros: 1_600_000 });
  });

  test('is a click below three pixels', () => {
    const drag = beginDrag('ground', 300, marks, axis);
    expect(isClick(drag, 302)).toBe(true);
    expect(continueDrag(drag, 302, axis)).toBeUndefined();
    expect(isClick(drag, 303)).toBe(false);
  });
});

describe('the keys of the strip', () => {
  const current = range(1_400_000, 1_500_000);
  test.each([
    ['ArrowRight', false, range(1_410_000, 1_510_000)],
    ['ArrowLeft', false, range(1_390_000, 1_490_000)],
    ['ArrowRight', true, range(1_400_000, 1_510_000)],
    ['ArrowLeft', true, range(1_400_000, 1_490_000)],
    ['PageUp', false, range(1_500_000, 1_600_000)],
    ['Home', false, range(1_000_000, 1_100_000)],
    ['End', false, range(1_900_000, 2_000_000)],
    ['+', false, range(1_410_000, 1_490_000)],
    ['-', false, range(1_387_500, 1_512_500)],
    ['x', false, undefined],
  ])('change the range: %s, with Shift: %s', (key, shiftKey, expected) => {
    expect(rangeAfterKey({ key, shiftKey }, current, extent)).toEqual(expected);
  });

  test('begin with the first tenth of the capture', () => {
    expect(rangeAfterKey({ key: 'ArrowRight', shiftKey: false }, undefined, extent)).toEqual(
      range(1_000_000, 1_100_000),
    );
  });
});
