import { expect, test } from 'vitest';
import { pastedIds } from '../../../../src/host/diagrams/pastedIds';

const uuid = '3b241101-e2bb-4255-8caf-4136c566a962';
const request = `req-${uuid}`;
const message = '09c5f6ddb83f4a9f8f1a6b3e6c1d2e3f';

test.each([
  [request, request],
  [`  ${uuid}\n`, uuid],
  [
    `ERROR oslo.messaging [${request} - - - - -] MessagingTimeout: ` +
      `Timed out waiting for a reply to message ID ${message}`,
    `${request} ${message}`,
  ],
  [`{"server": {"id": "${uuid}", "again": "${uuid}"}}`, uuid],
  [`X-Auth-Token: gAAAA-secret; ${request}`, request],
  ['nova-compute', ''],
  ['', ''],
  [`${message}0`, ''],
  [`${'a '.repeat(200_000)}${uuid}`, ''],
])('only the ids of %.60j are used', (text, ids) => {
  expect(pastedIds(text)).toBe(ids);
});

test('only the first few ids of a whole log are used', () => {
  const ids = Array.from({ length: 500 }, (_each, n) => String(n).padStart(32, 'a'));
  expect(pastedIds(ids.join('\n')).split(' ')).toEqual(ids.slice(0, 3));
});
