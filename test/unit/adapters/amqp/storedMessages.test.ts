import type { ConsumeMessage } from 'amqplib';
import { expect, test } from 'vitest';
import { StoredMessages } from '../../../../src/adapters/amqp/storedMessages';

/** A message of a queue; only what the test is about. */
const message = (body: string, redelivered = false): ConsumeMessage =>
  ({
    fields: { redelivered },
    properties: { headers: { node: 'rabbit@ctl1', channel: 1, properties: { type: 'a' } } },
    content: Buffer.from(body),
  }) as unknown as ConsumeMessage;

/** The bodies that are stored in a session; a `*` marks one that is delivered again. */
const stored = (messages: StoredMessages, ...bodies: readonly string[]): string[] => {
  messages.beginSession();
  return bodies.filter(
    body => !messages.isRepeated(message(body.replace('*', ''), body.endsWith('*'))),
  );
};

test('a message that is delivered again is stored once, whenever it was stored', () => {
  const messages = new StoredMessages();
  expect(stored(messages, 'a', 'b')).toEqual(['a', 'b']);
  expect(stored(messages, 'b*', 'c*', 'd')).toEqual(['c*', 'd']);
  expect(stored(messages, 'b*', 'c*', 'd*', 'e')).toEqual(['e']);
});

test('a message that a quorum queue delivers again, with more headers in another order, is stored once', () => {
  const messages = new StoredMessages();
  messages.beginSession();
  expect(messages.isRepeated(message('a'))).toBe(false);
  messages.beginSession();
  const again = message('a', true);
  const { node, channel, properties } = again.properties.headers as Record<string, unknown>;
  const added = { 'x-acquired-count': 1, 'x-delivery-count': 1 };
  again.properties.headers = { channel, node, properties, ...added };
  expect(messages.isRepeated(again)).toBe(true);
});

test('as many equal messages are skipped as were stored', () => {
  const messages = new StoredMessages();
  expect(stored(messages, 'a', 'a')).toEqual(['a', 'a']);
  expect(stored(messages, 'a*', 'a*', 'a*', 'a')).toEqual(['a*', 'a']);
});

test('a message that another consumer had before is stored', () => {
  expect(stored(new StoredMessages(), 'a*', 'b')).toEqual(['a*', 'b']);
});

test('old messages are forgotten', () => {
  const messages = new StoredMessages();
  const many = Array.from({ length: 9_000 }, (_, n) => String(n));
  expect(stored(messages, ...many)).toHaveLength(9_000);
  expect(stored(messages, '0*', '8999*')).toEqual(['0*']);
});
