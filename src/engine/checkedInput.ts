/** What arrives over a port is what somebody else's code made of it. */
import { isJsonObject } from '../core/base/json';
import type { StatisticsGrouping } from '../protocol/aggregates';
import { statisticsGroupings } from '../protocol/aggregates';
import type { ExportSelection, ExportTask } from '../protocol/exports';
import { exportFormats } from '../protocol/exports';
import type { PlaybackChange } from '../protocol/playback';
import type { LaneLevel, RowFilter, RowSort, TimeRange } from '../protocol/rows';
import { sortColumns } from '../protocol/rows';

export function checkedFilter(filter: unknown): RowFilter {
  if (!isJsonObject(filter)) throw new Error('a filter is an object');
  const { text, hiddenLanes, request, laneLevel, range, muted, highlight, sort } = filter;
  if (typeof text !== 'string' || !Array.isArray(hiddenLanes)) {
    throw new Error('a filter has a text and a list of hidden lanes');
  }
  return {
    text,
    hiddenLanes: hiddenLanes.filter(isText),
    request: isText(request) ? request : undefined,
    laneLevel: checkedLevel(laneLevel),
    range: checkedRange(range),
    muted: Array.isArray(muted) ? muted.filter(isText) : undefined,
    foldsNoise: filter['foldsNoise'] === true,
    highlight: isText(highlight) && highlight !== '' ? highlight : undefined,
    sort: checkedSort(sort),
  };
}

function checkedRange(range: unknown): TimeRange | undefined {
  if (!isJsonObject(range)) return undefined;
  const { fromMicros, toMicros } = range;
  return isNumber(fromMicros) && isNumber(toMicros) ? { fromMicros, toMicros } : undefined;
}

function checkedSort(sort: unknown): RowSort | undefined {
  if (!isJsonObject(sort)) return undefined;
  const column = sortColumns.find(each => each === sort['column']);
  return column && { column, isDescending: sort['isDescending'] === true };
}

export function checkedText(text: unknown): string {
  if (typeof text !== 'string') throw new Error('expected a text');
  return text;
}

export const checkedLevel = (level: unknown): LaneLevel =>
  level === 'process' || level === 'service' ? level : 'host';

export function checkedGrouping(grouping: unknown): StatisticsGrouping {
  const found = statisticsGroupings.find(each => each === grouping);
  if (!found) throw new Error('there is no such grouping of statistics');
  return found;
}

export function checkedChange(change: unknown): PlaybackChange {
  if (!isJsonObject(change)) throw new Error('a change of playback is an object');
  const { headMicros, isPlaying, speed, loop, shortensGaps } = change;
  const range = isJsonObject(loop) ? loop : {};
  const { fromMicros, toMicros } = range;
  return {
    ...(isNumber(headMicros) ? { headMicros } : {}),
    ...(isNumber(speed) ? { speed } : {}),
    ...(typeof isPlaying === 'boolean' ? { isPlaying } : {}),
    ...(typeof shortensGaps === 'boolean' ? { shortensGaps } : {}),
    ...(isNumber(fromMicros) && isNumber(toMicros) ? { loop: { fromMicros, toMicros } } : {}),
    ...(loop === null ? { loop } : {}),
  };
}

export function checkedExport(task: unknown): ExportTask {
  if (!isJsonObject(task)) throw new Error('an export is an object');
  const format = exportFormats.find(each => each === task['format']);
  if (!format) throw new Error('there is no such format of exports');
  return {
    format,
    path: checkedText(task['path']),
    selection: checkedSelection(task['selection']),
  };
}

function checkedSelection(selection: unknown): ExportSelection {
  if (!isJsonObject(selection)) throw new Error('a selection is an object');
  const { filter, request, fromMicros, toMicros, messageIds } = selection;
  return {
    ...(filter === undefined ? {} : { filter: checkedFilter(filter) }),
    ...(request === undefined ? {} : { request: checkedText(request) }),
    ...(isNumber(fromMicros) ? { fromMicros } : {}),
    ...(isNumber(toMicros) ? { toMicros } : {}),
    ...(Array.isArray(messageIds) ? { messageIds: messageIds.filter(isNumber) } : {}),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
