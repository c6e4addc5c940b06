import { signal } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import { moveLane, orderLanes } from '../../../../../webview/model/lanes/laneOrder';
import { Lanes } from '../../../../../webview/model/lanes/lanes';
import { lane } from '../../../../webview/sampleRows';
import { promisesSettled } from '../../../../support/turns';

const abc = ['a', 'b', 'c'].map(key => lane(key));
const keysOf = (lanes: readonly { key: string }[]) => lanes.map(each => each.key).join('');

describe('the order of lanes', () => {
  test.each([
    ['nobody dragged one', [], 'abc'],
    ['all were placed', ['c', 'a', 'b'], 'cab'],
    ['newcomers', ['c'], 'cab'],
    ['lanes that are gone', ['x', 'b', 'y'], 'bac'],
    ['a key twice', ['b', 'b', 'a'], 'bac'],
  ])('is as expected with %s', (_, placed, expected) => {
    expect(keysOf(orderLanes(abc, placed))).toBe(expected);
  });

  test.each([
    ['a', 2, 'bca'],
    ['c', 0, 'cab'],
    ['b', -7, 'bac'],
    ['b', 99, 'acb'],
    ['x', 0, 'abc'],
  ])('changes after %s was moved to %i', (key, to, expected) => {
    expect(moveLane(['a', 'b', 'c'], key, to).join('')).toBe(expected);
  });
});

describe('lanes', () => {
  const lanesWith = async (hidden: readonly string[] = []) => {
    const told: (readonly string[])[] = [];
    const lanes = new Lanes(
      {
        lanes: () => Promise.resolve(abc),
        setHiddenLanes: keys => {
          told.push(keys);
          return Promise.resolve();
        },
      },
      signal('host'),
      error => {
        throw error;
      },
    );
    lanes.hidden.value = hidden;
    lanes.refresh();
    await promisesSettled();
    return { lanes, told };
  };

  test('lose their place while they are hidden, and get it back', async () => {
    const { lanes } = await lanesWith();
    lanes.moveBy('c', -2);
    lanes.hidden.value = ['a'];
    lanes.moveBy('b', -1);
    expect(keysOf(lanes.shown.value)).toBe('bc');
    lanes.hidden.value = [];
    expect(keysOf(lanes.shown.value)).toBe('bac');
  });

  test('are hidden by the host, which announces it to all views', async () => {
    const { lanes, told } = await lanesWith(['gone']);
    lanes.hide('b');
    expect(told).toEqual([['gone', 'b']]);
    expect(keysOf(lanes.shown.value)).toBe('abc');
  });

  test('are not counted as hidden when nobody knows them', async () => {
    const { lanes } = await lanesWith(['gone', 'b']);
    expect(lanes.hiddenCount.value).toBe(1);
  });

  test('return to their own order after a reset', async () => {
    const { lanes, told } = await lanesWith(['b']);
    lanes.move('c', 0);
    lanes.reset();
    expect(keysOf(lanes.shown.value)).toBe('ac');
    expect(told).toEqual([[]]);
  });
});
