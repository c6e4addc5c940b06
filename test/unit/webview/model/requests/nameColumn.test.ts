import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { NameColumn } from '../../../../../webview/model/requests/nameColumn';

function columnOf(waterfallWidthPx: number, chosen?: number) {
  const waterfallNamesPx = signal(chosen);
  const names = new NameColumn({ waterfallNamesPx });
  names.fitInto(waterfallWidthPx);
  return { names, waterfallNamesPx };
}

test('names take two fifths of the waterfall until they are resized, and after a reset again', () => {
  const { names, waterfallNamesPx } = columnOf(1000);
  expect(names.widthPx.value).toBe(400);
  names.resize(512.4);
  expect(names.widthPx.value).toBe(512);
  names.reset();
  expect([names.widthPx.value, waterfallNamesPx.value]).toEqual([400, undefined]);
});

test('names leave room for the times, however wide they were saved or dragged', () => {
  const { names } = columnOf(600, 1600);
  expect(names.limits.value).toEqual({ min: 140, max: 380 });
  expect(names.widthPx.value).toBe(380);
  names.resize(-5);
  expect(names.widthPx.value).toBe(140);
  names.fitInto(200);
  expect([names.widthPx.value, names.limits.value.max]).toEqual([140, 140]);
});
