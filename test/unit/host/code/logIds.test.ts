import { expect, test } from 'vitest';
import { loggedIds } from '../../../../src/host/code/logIds';

const uuid = '3b241101-e2bb-4255-8caf-4136c566a962';
const hex = '09c557c3f6d84d0e8a2b1f0c9d7e6a5b';

test('ids of a line are found with their offsets', () => {
  const line = `ERROR nova [req-${uuid} None] Timed out waiting for message ID ${hex} (${uuid})`;
  const found = loggedIds(line, 10);
  expect(found.map(({ id }) => id)).toEqual([`req-${uuid}`, hex, uuid]);
  for (const { id, start } of found) expect(line.slice(start, start + id.length)).toBe(id);
});

test.each([
  '',
  'req-',
  `reply_${hex}`,
  `${hex}0`,
  hex.slice(1),
  `req-${uuid}0`,
  uuid.replaceAll('-', '_'),
  `x${uuid}`,
])('%j contains no id', text => {
  expect(loggedIds(text, 10)).toEqual([]);
});

test('no more ids are found than asked for', () => {
  expect(loggedIds(`${hex} `.repeat(1_000), 7)).toHaveLength(7);
});

test.each([
  ['hexadecimal digits', 'a'.repeat(1_000_000)],
  ['almost request ids', 'req-'.repeat(250_000)],
  ['almost UUIDs', '3b241101-e2bb-4255-8caf-'.repeat(40_000)],
  ['UUIDs that lack an end', `${uuid}a `.repeat(27_000)],
  ['dashes', '-'.repeat(1_000_000)],
  ['ids', `${hex} `.repeat(30_000)],
])('a line of 1 MB of %s has no more ids than are asked for', (_what, line) => {
  expect(loggedIds(line, 1_000).length).toBeLessThanOrEqual(1_000);
});
