import { expect, test } from 'vitest';
import { describeError, withoutCredentials } from '../../../src/host/log';

test.each([
  ['cannot reach amqp://u:secret@h:5672/nova', 'cannot reach amqp://…@h:5672/nova'],
  ['rabbit://u:se@cret@h1:1,u2:secret@h2', 'rabbit://…@h2'],
  ['HTTPS://admin:secret@h/api?x=1', 'HTTPS://…@h/api?x=1'],
  ['http://h:15672 and mail@host', 'http://h:15672 and mail@host'],
])('%j is logged without credentials', (text, expected) => {
  expect(withoutCredentials(text)).toBe(expected);
});

test('an error is described by its stack, anything else as text', () => {
  const error = new Error('amqp://u:secret@h');
  expect(describeError(error)).toMatch(/^Error: amqp:\/\/…@h\n +at /u);
  expect(describeError('amqp://u:secret@h')).toBe('amqp://…@h');
});
