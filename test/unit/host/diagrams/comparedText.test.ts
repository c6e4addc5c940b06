import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePythonJson } from '../../../../src/core/oslo/json';
import type { ComparedSpan } from '../../../../src/host/diagrams/comparedText';
import { comparedText } from '../../../../src/host/diagrams/comparedText';

type Message = ComparedSpan['messages'][number];

const message = (kind: Message['kind'], inner: unknown): Message => ({
  kind,
  body: JSON.stringify(inner),
  bodyFormat: 'json',
});
const span = (...messages: readonly Message[]): ComparedSpan => ({ state: 'ok', messages });
const content = (text: string): unknown =>
  JSON.parse(text.replace(/^\/\/.*\n/, '').replace(/\/\*.*?\*\/ /g, ''));
const instance = (changes: readonly string[] = [], version = '2.8') => ({
  'nova_object.name': 'Instance',
  'nova_object.namespace': 'nova',
  'nova_object.version': version,
  'nova_object.data': { vm_state: 'building', uuid: 'u' },
  'nova_object.changes': changes,
});

describe('the compared text of a span', () => {
  test('has the method, what was sent, the state and the result, without ids, times and context', () => {
    const request = message('call', {
      _msg_id: 'a',
      _unique_id: 'b',
      _reply_q: 'reply_c',
      _timeout: 60,
      _context_request_id: 'req-d',
      _context_timestamp: '2026-11-23T20:11:12',
      version: '6.1',
      method: 'attach_volume',
      args: { volume_id: 'v', bdm: null },
    });
    const reply = message('reply', {
      _msg_id: 'a',
      _unique_id: 'e',
      result: { b: 1, a: [2] },
      failure: null,
      ending: true,
    });
    const text = comparedText(span(request, reply));
    expect(text).toMatch(/^\/\/ Left out: .*\n\{\n/);
    expect(Object.entries(content(text) as object)).toEqual([
      ['method', 'attach_volume'],
      ['_timeout', 60],
      ['version', '6.1'],
      ['arguments', { bdm: null, volume_id: 'v' }],
      ['state', 'ok'],
      ['result', { a: [2], b: 1 }],
    ]);
  });

  test('is the same for two calls that differ only in ids, times and the order of keys', () => {
    const first = { _msg_id: 'a', _context_request_id: 'x', method: 'm', args: { a: 1, b: 2 } };
    const second = { args: { b: 2, a: 1 }, method: 'm', _unique_id: 'c', _reply_q: 'reply_d' };
    expect(comparedText(span(message('call', first)))).toBe(
      comparedText(span(message('call', second))),
    );
  });

  test('has the decoded failure, its traceback line by line', () => {
    const failure = JSON.stringify({
      class: 'NoValidHost',
      module: 'nova.exception',
      message: 'No valid host was found.',
      tb: ['Traceback (most recent call last):\n', '  File "a.py", line 1\n    x()\n'],
      args: ['No valid host was found.'],
    });
    const reply = message('failure', { result: null, failure, _msg_id: 'a' });
    expect(content(comparedText({ state: 'failed', messages: [reply] }))).toEqual({
      state: 'failed',
      failure: {
        class: 'NoValidHost',
        module: 'nova.exception',
        message: 'No valid host was found.',
        traceback: ['Traceback (most recent call last):', '  File "a.py", line 1', '    x()'],
      },
    });
  });

  test('folds objects to their fields, with class, version and changed fields in comments', () => {
    const list = {
      'nova_object.name': 'InstanceList',
      'nova_object.version': '2.6',
      'nova_object.data': { objects: [instance(['vm_state'])] },
    };
    const text = comparedText(span(message('cast', { method: 'm', args: { list } })));
    expect(text).toContain(`
  "arguments": {
    "list": /* InstanceList 2.6 */ [
      /* Instance 2.8 */ {
        "uuid": "u",
        "vm_state": /* changed */ "building"
      }
    ]
  },
`);
  });

  test('lets no name of an object end its comment', () => {
    const args = { a: instance([], '*/ "x": /*') };
    const text = comparedText(span(message('cast', { method: 'm', args })));
    expect(text).toContain('/* Instance * / "x": /* */ {');
  });

  test('has the event, the publisher and the payload of a notification', () => {
    const inner = {
      message_id: 'a',
      timestamp: '2026-11-23 20:11:12',
      publisher_id: 'compute.cmp1',
      event_type: 'compute.instance.create.end',
      priority: 'INFO',
      payload: { state: 'active' },
      _context_user: 'u',
    };
    expect(content(comparedText(span(message('notification', inner))))).toEqual({
      event_type: 'compute.instance.create.end',
      publisher_id: 'compute.cmp1',
      priority: 'INFO',
      payload: { state: 'active' },
      state: 'ok',
    });
  });

  test('has the whole body of a message that is none of these', () => {
    const foreign = message('foreign', { timestamp: 1, id: 2 });
    expect(content(comparedText(span(foreign)))).toMatchObject({ body: { id: 2, timestamp: 1 } });
    const opaque: Message = { kind: 'foreign', body: 'plain', bodyFormat: 'text' };
    expect(content(comparedText(span(opaque)))).toMatchObject({ body: 'plain' });
  });

  test('holds every argument, whatever it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), args => {
        const body = JSON.stringify({ method: 'm', args });
        const text = comparedText(span({ kind: 'cast', body, bodyFormat: 'json' }));
        const [, ...json] = text.split('\n');
        expect(JSON.parse(json.join('\n'))).toEqual({
          method: 'm',
          // Numbers that a double cannot hold are quoted.
          arguments: parsePythonJson(JSON.stringify(args)),
          state: 'ok',
        });
      }),
    );
  });
});
