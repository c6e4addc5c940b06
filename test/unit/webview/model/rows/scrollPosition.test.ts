import { describe, expect, test } from 'vitest';
import { ScrollPosition } from '../../../../../webview/model/rows/scrollPosition';

/** Ten rows of 10 px are visible. */
const position = (rowCount: number, isLive = true) => {
  const scroll = new ScrollPosition(10);
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
