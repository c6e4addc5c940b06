import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { argumentNames, cargoOf, unknownArguments } from '../../../../src/host/code/lastMessages';
import { warningWords } from '../../../../src/host/code/argumentWarnings';
import { callKind, message, notificationKind, objectKind } from './kinds';

vi.mock('vscode', () => ({}));

describe('contents of a span', () => {
  test('the arguments and the result of a call are read', () => {
    const request = message('call', { method: 'm', args: { a: 1 }, _context_user: 'u' });
    const heartbeat = message('heartbeat', { ending: false });
    const reply = message('reply', { result: [2], failure: null, ending: true });
    expect(cargoOf({ messages: [request, heartbeat, reply] })).toEqual({
      sent: { a: 1 },
      result: [2],
    });
  });

  test('the reply with a result is used when there are two', () => {
    const replies = [{ result: 7, failure: null }, { ending: true }];
    const messages = replies.map(each => message('reply', each));
    expect(cargoOf({ messages })).toEqual({ sent: undefined, result: 7 });
  });

  test('an empty result counts as a result, a failure does not', () => {
    const done = message('reply', { result: null, failure: null, ending: true });
    expect(cargoOf({ messages: [done] }).result).toBeNull();
    const failed = message('reply', { result: null, failure: '{"class": "X"}', ending: true });
    expect(cargoOf({ messages: [failed] }).result).toBeUndefined();
  });

  test('the payload of a notification is read', () => {
    const messages = [message('notification', { event_type: 'x', payload: { state: 'active' } })];
    expect(cargoOf({ messages }).sent).toEqual({ state: 'active' });
  });

  test.each([
    [message('call', '{"args": {"a": 1}', { isBodyCut: true })],
    [message('call', '{"args":')],
    [message('call', '"text"')],
    [message('call', 'AAAA', { bodyFormat: 'base64' })],
    [message('foreign', '{"args": {"a": 1}}')],
  ])('an unreadable body has no contents', request => {
    expect(cargoOf({ messages: [request] })).toEqual({ sent: undefined, result: undefined });
  });

  test('a body of any shape causes no exception', () => {
    fc.assert(
      fc.property(fc.json(), body => {
        const messages = [message('call', body), message('reply', body)];
        const { sent } = cargoOf({ messages });
        unknownArguments(argumentNames(callKind().subject, 'attach_volume', sent), ['a']);
      }),
    );
  });
});

describe('arguments', () => {
  const sent = { volume_id: 1, foo: 2 };

  test('a call has the arguments of its handler', () => {
    expect(argumentNames(callKind().subject, 'attach_volume', sent)).toEqual(['volume_id', 'foo']);
  });

  test('a method of an object has the arguments in kwargs', () => {
    const args = { objinst: {}, objmethod: 'save', args: [1], kwargs: { expected_state: null } };
    expect(argumentNames(objectKind().subject, 'save', args)).toEqual(['expected_state']);
    expect(argumentNames(objectKind().subject, 'object_action', args)).toEqual(Object.keys(args));
    expect(argumentNames(objectKind().subject, 'other', args)).toEqual([]);
    expect(argumentNames(objectKind().subject, 'save', { kwargs: 'x' })).toEqual([]);
  });

  test.each([undefined, null, 7, 'text', ['a']])('%j has no arguments', value => {
    expect(argumentNames(callKind().subject, 'attach_volume', value)).toEqual([]);
  });

  test('a notification has no arguments', () => {
    expect(argumentNames(notificationKind().subject, 'x', sent)).toEqual([]);
  });

  test.each([
    [['volume_id', 'foo'], []],
    [['volume_id'], ['foo']],
    [['volume_id', '**kwargs'], []],
    [['volume_id', '*args'], ['foo']],
    [[], ['volume_id', 'foo']],
  ])('a signature of %j lacks %j', (params, missing) => {
    expect(unknownArguments(Object.keys(sent), params)).toEqual(missing);
  });

  test("names of JavaScript's own properties are ordinary names", () => {
    expect(unknownArguments(['__proto__', 'constructor', 'toString'], ['a'])).toHaveLength(3);
  });
});

describe('warning about arguments', () => {
  const carried = { count: 12, lastAtMicros: 1_000_000 };

  test('the warning names the argument, the method and the count', () => {
    expect(warningWords('attach_volume', ['foo'], carried, 4_000_000)).toBe(
      "Messages carry an argument 'foo' that attach_volume does not have (12 calls, last 3 s ago).",
    );
  });

  test('the warning names several arguments, but not all of many', () => {
    const names = Array.from({ length: 500 }, (_, i) => `a${i}`);
    expect(warningWords('m', names.slice(0, 2), carried, 4_000_000)).toMatch(
      /arguments 'a0', 'a1' /u,
    );
    expect(warningWords('m', names, carried, 4_000_000)).toMatch(/'a4', 495 more that m /u);
  });

  test('the warning shows names of any content as one short line', () => {
    const words = warningWords('m', [`a\n\u202e${'x'.repeat(5_000)}`], carried, 4_000_000);
    expect(words).not.toMatch(/[\n\u202e]/u);
    expect(words.length).toBeLessThan(200);
  });
});
