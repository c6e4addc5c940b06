import { expect, test } from 'vitest';
import { inSlices } from '../../../../src/capture/aggregates/inSlices';

test('slices are read after the last id until one has fewer rows than requested', async () => {
  const ids = Array.from({ length: 9_000 }, (_, at) => 3 * at);
  const read: number[] = [];
  await inSlices(2, (afterId, count) => {
    const rows = ids
      .filter(id => id > afterId)
      .slice(0, count)
      .map(id => [id] as const);
    read.push(...rows.map(([id]) => id));
    return rows;
  });
  expect(read).toEqual(ids.slice(1));
});
