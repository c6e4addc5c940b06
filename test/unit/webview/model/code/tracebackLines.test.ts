import { expect, test } from 'vitest';
import type { SpanFrame } from '../../../../../src/protocol/code/spanCode';
import { tracebackLines } from '../../../../../webview/model/code/tracebackLines';
import { codePlace } from '../../../../webview/sampleCode';

const text = [
  'Traceback (most recent call last):',
  '',
  '  File "/opt/stack/nova/nova/compute/manager.py", line 165, in decorated_function',
  '    return function(self, context, *args, **kwargs)',
  '  File "/usr/lib/python3/x.py", line 1, in <module>',
].join('\n');
const frame = (textLine: number, remotePath: string): SpanFrame => ({
  textLine,
  remotePath,
  place: codePlace(),
  doubt: undefined,
  mappable: undefined,
});
const found = (frames: readonly SpanFrame[]) =>
  tracebackLines(text, frames).map(line => line.frame && line.text.slice(line.from, line.to));

test('the text stays unchanged, line by line', () => {
  expect(
    tracebackLines(text, [])
      .map(line => line.text)
      .join('\n'),
  ).toBe(text);
});

test('a frame has a link at file and line', () => {
  expect(found([frame(2, '/opt/stack/nova/nova/compute/manager.py')])[2]).toBe(
    '"/opt/stack/nova/nova/compute/manager.py", line 165',
  );
});

test('a frame of another text has no link', () => {
  expect(found([frame(2, '/other.py'), frame(3, '/opt/stack'), frame(77, '/usr')])).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
});
