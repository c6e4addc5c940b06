import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../../../src/adapters/files/lines';

function linesOf(chunks: readonly Buffer[], maxLineBytes?: number): (string | undefined)[] {
  const splitter = new LineSplitter(maxLineBytes);
  const lines = [...chunks.flatMap(each => [...splitter.push(each)]), ...splitter.end()];
  return lines.map(each => each.text);
}

test('lines do not depend on how the bytes are split into chunks', () => {
  const text = fc
    .array(fc.constantFrom('a', 'ü', '€', '\n', '\n', '😀'))
    .map(each => each.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.nat(8)), (content, sizes) => {
      const bytes = Buffer.from(content);
      const chunks: Buffer[] = [];
      let at = 0;
      for (const size of sizes) {
        chunks.push(bytes.subarray(at, at + size));
        at = Math.min(bytes.length, at + size);
      }
      chunks.push(bytes.subarray(at));
      const lines = content.split('\n');
      if (lines.at(-1) === '') lines.pop();
      expect(linesOf(chunks)).toEqual(lines);
    }),
  );
});

test('a line beyond the limit is dropped, and no other line is', () => {
  const chunks = ['ab\ncd', 'ef', 'gh\n', 'ij\n', '12345'].map(each => Buffer.from(each));
  expect(linesOf(chunks, 4)).toEqual(['ab', undefined, 'ij', undefined]);
});
