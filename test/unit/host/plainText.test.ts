import { expect, test } from 'vitest';
import { withoutLinks } from '../../../src/host/plainText';

test.each([
  [
    'closed: [Repair](command:workbench.action.quit)',
    'closed: [Repair] (command:workbench.action.quit)',
  ],
  ['[a](https://h) and [b](file:///etc)', '[a] (https://h) and [b] (file:///etc)'],
  ['"boot [1].ndjson" cannot be read (ENOENT).', '"boot [1].ndjson" cannot be read (ENOENT).'],
])('%j contains no link', (text, plain) => {
  expect(withoutLinks(text)).toBe(plain);
});
