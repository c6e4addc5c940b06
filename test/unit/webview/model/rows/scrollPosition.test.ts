import { signal } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import { rowShapes } from '../../../../../webview/layout/dimensions';
import { ScrollPosition } from '../../../../../webview/model/rows/scrollPosition';

const shapeOf = (heightPx: number) => ({ ...rowShapes.comfortable, heightPx });

/** Ten rows of 10 px are visible. */
const position = (rowCount: number, isLive = true, shape = signal(shapeOf(10))) => {
  const scroll = new ScrollPosition(shape);
  scroll.isLive.value = isLive;
  scroll.resize(500, 100);
  scroll.restart(rowCount);
  return scroll;
};

describe('following the tail', () => {
  test('keeps the last row in sight', () => {
    const scroll = position(50);
    scroll.follow();
    scroll.setRowCount(80);
    expect(scroll.topPx.value).toBe(700);
    expect(scroll.newCount.value).toBe(0);
  });

  test('ends when the user scrolls up; further rows are counted', () => {
    const scroll = position(50);
    scroll.follow();
    scroll.scrollTo(350);
    scroll.setRowCount(62);
    expect(scroll.isFollowing.value).toBe(false);
    expect(scroll.topPx.value).toBe(350);
    expect(scroll.newCount.value).toBe(12);
  });

  test('begins again at the end', () => {
    const scroll = position(50);
    scroll.follow();
    scroll.scrollTo(350);
    scroll.scrollTo(400);
    expect(scroll.isFollowing.value).toBe(true);
    expect(scroll.newCount.value).toBe(0);
  });

  test('does not happen for a stored capture', () => {
    const scroll = position(50, false);
    scroll.scrollTo(400);
    scroll.follow();
    scroll.setRowCount(70);
    expect(scroll.isFollowing.value).toBe(false);
    expect(scroll.newCount.value).toBe(0);
    expect(scroll.topPx.value).toBe(400);
  });

  test('survives another filter without counting its rows as new', () => {
    const scroll = position(50);
    scroll.restart(400);
    expect(scroll.newCount.value).toBe(0);
  });

  test('counts nothing when rows were removed', () => {
    const scroll = position(50);
    scroll.setRowCount(20);
    scroll.setRowCount(25);
    expect(scroll.newCount.value).toBe(5);
  });
});

describe('revealing a row', () => {
  test.each([
    ['not at all when it is in sight', 15, 100],
    ['with one row of context above', 8, 70],
    ['with one row of context below', 21, 130],
    ['at a third of the height when it was far', 80, 766],
  ])('moves as little as possible: %s', (_, index, top) => {
    const scroll = position(100);
    scroll.scrollTo(100);
    scroll.reveal(index);
    expect(Math.floor(scroll.topPx.value)).toBe(top);
  });

  test('ends following the tail', () => {
    const scroll = position(50);
    scroll.follow();
    scroll.reveal(49);
    expect(scroll.isFollowing.value).toBe(false);
  });
});

test('scroll positions stay within the rows', () => {
  const scroll = position(50);
  scroll.scrollTo(-5);
  expect(scroll.topPx.value).toBe(0);
  scroll.scrollTo(1e9);
  expect(scroll.topPx.value).toBe(400);
  scroll.unfollow();
  scroll.setRowCount(3);
  expect(scroll.topPx.value).toBe(0);
});

describe('another height of rows', () => {
  const changed = (topPx: number, heightPx: number, selectedIndex?: number) => {
    const shape = signal(shapeOf(10));
    const scroll = position(100, false, shape);
    scroll.scrollTo(topPx);
    scroll.keepPlace(() => (shape.value = shapeOf(heightPx)), selectedIndex);
    return scroll.topPx.value;
  };

  test('leaves the first visible row at the top, and the part of it that is hidden', () => {
    expect(changed(305, 20)).toBe(610);
    expect(changed(305, 5)).toBe(152.5);
  });

  test('leaves the selected row where it is when it is in sight', () => {
    expect(changed(300, 20, 34)).toBe(34 * 20 - 40);
    expect(changed(300, 20, 80)).toBe(600);
  });

  test('stays within the list', () => {
    expect(changed(900, 20)).toBe(1800);
    expect(changed(900, 5)).toBe(400);
    expect(changed(0, 5, 9)).toBe(0);
  });

  test('keeps following the tail', () => {
    const shape = signal(shapeOf(10));
    const scroll = position(100, true, shape);
    scroll.follow();
    scroll.keepPlace(() => (shape.value = shapeOf(20)), 95);
    expect(scroll.isFollowing.value).toBe(true);
    expect(scroll.topPx.value).toBe(1900);
  });
});
