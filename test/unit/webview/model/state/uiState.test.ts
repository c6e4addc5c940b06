import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultUiState,
  restoreUiState,
  saveUiState,
} from '../../../../../webview/model/state/uiState';

const saved = {
  ...defaultUiState,
  filterText: 'req-1',
  request: 'req-2',
  laneLevel: 'process',
  view: 'table',
  timeFormat: 'utc',
  openServices: ['nova-compute'],
  waterfallZoom: { requestId: 'req-2', fromMicros: 5, toMicros: 50 },
  waterfallFolds: { requestId: 'req-2', depth: 2, exceptions: [7, 9] },
  waterfallNamesPx: 333,
  laneOrder: ['b', 'a'],
  isDetailsOpen: false,
  detailsWidthPx: 444,
  detailsHeightPx: 333,
  showsIdleLanes: true,
  chosenTabs: { ...defaultUiState.chosenTabs, cast: 'raw', call: 'result' },
  isFollowing: false,
  anchorMessageId: 12,
  selectedMessageId: 13,
  timeReferenceId: 14,
} as const;

describe('the saved state', () => {
  test('is restored as it was', () => {
    expect(restoreUiState(saveUiState(saved))).toEqual(saved);
    expect(restoreUiState(saveUiState(defaultUiState))).toEqual(defaultUiState);
  });

  test('has the looks of the settings when there is none yet, and keeps its own otherwise', () => {
    const looks = { view: 'map', laneLevel: 'service', timeFormat: 'clock' } as const;
    const fresh = { ...defaultUiState, ...looks };
    expect(restoreUiState(undefined, looks)).toEqual(fresh);
    expect(restoreUiState('no JSON', looks)).toEqual(fresh);
    expect(restoreUiState(saveUiState(saved), looks)).toEqual(saved);
    expect(restoreUiState(saveUiState(defaultUiState), looks)).toEqual(defaultUiState);
  });

  test.each([
    ['none', undefined],
    ['no JSON', '{"version":1'],
    ['another version', JSON.stringify({ ...saved, version: 2 })],
    ['an array', '[1]'],
    ['null', 'null'],
    ['a number', '1e999'],
  ])('is the default when there is %s', (_, text) => {
    expect(restoreUiState(text)).toEqual(defaultUiState);
  });

  test('keeps the valid parts of a damaged one', () => {
    const damaged = {
      version: 1,
      filterText: 'ok',
      request: ['req-1'],
      laneLevel: 'vhost',
      view: '<script>',
      openServices: [{}, 'nova-compute'],
      waterfallZoom: { requestId: 'req-1', fromMicros: 5 },
      waterfallFolds: { requestId: 'req-1', depth: 40, exceptions: [1.5, '2', 3, null] },
      waterfallNamesPx: 1e9,
      laneOrder: ['a', 7, null, 'b'],
      detailsWidthPx: -1e9,
      detailsHeightPx: -1e9,
      chosenTabs: { call: 'context', cast: '__proto__', fanout: 7, reply: 'raw' },
      isFollowing: 'yes',
      timeReferenceId: 1.5,
      timeFormat: 'sidereal',
      anchorMessageId: '5',
      selectedMessageId: null,
    };
    expect(restoreUiState(JSON.stringify(damaged))).toEqual({
      ...defaultUiState,
      filterText: 'ok',
      openServices: ['nova-compute'],
      waterfallFolds: { requestId: 'req-1', depth: undefined, exceptions: [3] },
      waterfallNamesPx: 1600,
      laneOrder: ['a', 'b'],
      detailsWidthPx: 220,
      detailsHeightPx: 120,
      chosenTabs: { ...defaultUiState.chosenTabs, call: 'context' },
    });
  });

  test('keeps the time format of an older version, which knew relative and clock times', () => {
    const timeFormatOf = (state: object) =>
      restoreUiState(JSON.stringify({ version: 1, ...state })).timeFormat;
    expect(timeFormatOf({ isClockTime: true })).toBe('clock');
    expect(timeFormatOf({ isClockTime: false })).toBe('relative');
    expect(timeFormatOf({ isClockTime: 'yes' })).toBe('relative');
    expect(timeFormatOf({ isClockTime: true, timeFormat: 'utc' })).toBe('utc');
  });

  test('has the usual tabs when it is of an older version', () => {
    const older = { version: 1, detailsTab: 'raw', failureTab: 'raw' };
    expect(restoreUiState(JSON.stringify(older)).chosenTabs).toEqual(defaultUiState.chosenTabs);
  });

  test.each([{}, { isDescending: 'yes' }])(
    'sorts in ascending order when the direction is %j',
    direction => {
      const damaged = {
        version: 1,
        sort: { column: 'latency', ...direction },
        statisticsSort: { column: 'total.p95', ...direction },
      };
      expect(restoreUiState(JSON.stringify(damaged))).toEqual({
        ...defaultUiState,
        sort: { column: 'latency', isDescending: false },
        statisticsSort: { column: 'total.p95', isDescending: false },
      });
    },
  );

  test('counts only valid lanes towards their limit', () => {
    const lanes = Array.from({ length: 10_000 }, (_, at) => `lane ${at}`);
    const damaged = { version: 1, laneOrder: [7, ...lanes, 'one too many'] };
    expect(restoreUiState(JSON.stringify(damaged)).laneOrder).toEqual(lanes);
  });

  test('is valid after restoring any JSON', () => {
    fc.assert(
      fc.property(fc.json(), json => {
        const inside = `{"version":1,"filterText":${json},"laneOrder":${json},"detailsWidthPx":${json}}`;
        for (const text of [json, inside]) {
          const state = restoreUiState(text);
          expect(Number.isFinite(state.detailsWidthPx)).toBe(true);
          expect(typeof state.filterText).toBe('string');
          expect(state.laneOrder.every(key => typeof key === 'string')).toBe(true);
        }
      }),
    );
  });
});
