import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MessageDetails, SpanDetails } from '../../../../../src/protocol/spans';
import { parseJson, spanContent } from '../../../../../webview/model/details/spanContent';
import { SampleEngine, sampleCapture } from '../../../../webview/sampleEngine';

const sampleSpan = new SampleEngine(sampleCapture()).spans.readSpan(2) as SpanDetails;
const span = (messages: Partial<MessageDetails>[], fields: Partial<SpanDetails> = {}) => ({
  ...sampleSpan,
  ...fields,
  messages: messages.map(each => ({ ...(sampleSpan.messages[0] as MessageDetails), ...each })),
});
const body = (value: unknown) => ({ body: JSON.stringify(value) });

describe('a call', () => {
  const call = span([
    { kind: 'call', ...body({ method: 'm', args: { a: 1 }, _msg_id: 'x', _context_user: 'u' }) },
    { kind: 'heartbeat', ...body({ result: null, failure: null, ending: false }) },
    { kind: 'reply', ...body({ result: [1], failure: null, ending: true }) },
  ]);

  test('has arguments, a context and a result', () => {
    expect(spanContent(call)).toEqual({
      arguments: { kind: 'json', value: { a: 1 }, path: ['args'] },
      context: { kind: 'json', value: { user: 'u' }, path: ['ctx'] },
      result: { kind: 'json', value: [1], path: ['result'] },
    });
  });

  test('names a plain result', () => {
    const plain = span([{ kind: 'reply', ...body({ result: 'login: ', failure: null }) }]);
    // The name of the result is the first step of its path.
    expect(spanContent(plain).result).toEqual({
      kind: 'json',
      value: { result: 'login: ' },
      path: [],
    });
  });

  test('shows the exception and the traceback of a failure', () => {
    const failure = {
      class: 'NoValidHost',
      module: 'nova.exception',
      message: 'none',
      tb: ['a\n', 'b\n'],
      kwargs: {},
    };
    const failed = span([{ kind: 'failure', ...body({ failure: JSON.stringify(failure) }) }]);
    expect(spanContent(failed).result).toEqual({
      kind: 'failure',
      failure: {
        className: 'NoValidHost',
        message: 'none',
        traceback: 'a\nb\n',
        rest: { module: 'nova.exception', kwargs: {} },
      },
    });
  });

  test('shows a failure that is not JSON as it is', () => {
    const failed = span([{ kind: 'failure', ...body({ failure: 'boom' }) }]);
    expect(spanContent(failed).result).toEqual({ kind: 'json', value: { failure: 'boom' } });
  });

  test('has no result without a reply', () => {
    expect(spanContent(span([{ kind: 'call' }])).result).toBeUndefined();
  });

  test('has neither arguments nor a context when only its reply is in the capture', () => {
    const reply = span([{ kind: 'reply', ...body({ result: 1, failure: null }) }]);
    expect(spanContent(reply)).toMatchObject({
      arguments: { kind: 'nothing', because: 'The request is not in the capture.' },
      context: undefined,
    });
  });
});

test('a message without a request context has none, and neither has one that is not decoded', () => {
  expect(spanContent(span([body({ method: 'm', args: {} })])).context).toBeUndefined();
  expect(spanContent(span([{ bodyFormat: 'text', body: 'x' }])).context).toBeUndefined();
});

test('a notification shows its payload', () => {
  const sent = span([{ kind: 'notification', ...body({ event_type: 'e', payload: { p: 1 } }) }]);
  expect(spanContent(sent).arguments).toEqual({
    kind: 'json',
    value: { p: 1 },
    path: ['args'],
  });
});

test('filters do not reach content that is neither arguments nor payload', () => {
  const foreign = span([{ kind: 'foreign', ...body({ a: 1 }) }]);
  expect(spanContent(foreign).arguments).toEqual({
    kind: 'json',
    value: { a: 1 },
    path: undefined,
  });
});

test('a body that was cut off or is not JSON is reported as such', () => {
  expect(spanContent(span([{ isBodyCut: true, messageId: 9 }])).arguments).toEqual({
    kind: 'cut',
    messageId: 9,
  });
  expect(
    spanContent(span([{ bodyFormat: 'text', body: 'x', opaqueReason: 'not JSON' }])).arguments,
  ).toEqual({ kind: 'nothing', because: 'Not decoded: not JSON. See Raw.' });
});

describe('Python’s JSON', () => {
  test('may contain NaN and infinities, which stay as they are within strings', () => {
    expect(parseJson('{"a": NaN, "b": [-Infinity, Infinity], "c": "NaN \\" NaN"}')).toEqual({
      a: 'NaN',
      b: ['-Infinity', 'Infinity'],
      c: 'NaN " NaN',
    });
  });

  test('is undefined when it cannot be parsed', () => {
    expect(parseJson('{"a": ')).toBeUndefined();
    expect(parseJson('')).toBeUndefined();
  });
});

test('no body throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.json(), fc.string()),
      fc.constantFrom('call', 'reply', 'failure', 'notification', 'foreign'),
      (text, kind) => void spanContent(span([{ kind, body: text }])),
    ),
  );
});
