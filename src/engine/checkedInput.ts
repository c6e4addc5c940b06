/** What arrives over a port is what somebody else's code made of it. */
import { isJsonObject } from '../core/base/json';
import type { ExportSelection, ExportTask } from '../protocol/exports';
import { exportFormats } from '../protocol/exports';
import type { PlaybackChange } from '../protocol/playback';
import type { LaneLevel, RowFilter } from '../protocol/rows';

export function checkedFilter(filter: unknown): RowFilter {
  if (!isJsonObject(filter)) throw new Error('a filter is an object');
  const { text, hiddenLanes, request, laneLevel } = filter;
  if (typeof text !== 'string' || !Array.isArray(hiddenLanes)) {
    throw new Error('a filter has a text and a list of hidden lanes');
  }
  return {
    text,
    hiddenLanes: hiddenLanes.filter(each => typeof each === 'string'),
    request: typeof request === 'string' ? request : undefined,
    laneLevel: checkedLevel(laneLevel),
  };
}

export function checkedText(text: unknown): string {
  if (typeof text !== 'string') throw new Error('expected a text');
  return text;
}

export const checkedLevel = (level: unknown): LaneLevel =>
  level === 'process' || level === 'service' ? level : 'host';

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

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
