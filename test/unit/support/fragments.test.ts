import { describe, expect, test } from 'vitest';
import { opensWithFragment, proseOf } from '../../support/fragments.mts';

describe('the opening of a text', () => {
  test.each([
    'Of its row from the top of the viewport.',
    'What is pointed at says its own numbers.',
    'Those that are gone keep their place.',
    'Who asks gets the failure; nobody has to ask.',
    'Whose queue it is.',
    'That ends at once.',
    'Whom it is for.',
    'By what it is found.',
    'Where the pointer is.',
    'Where the pointer is: in px.',
    'that ends at once is none',
    'How a command ended.',
    'Whether the switch is on.',
    'As shells tell it.',
    'To be called when it is over.',
  ])('"%s" is a fragment', text => {
    expect(opensWithFragment(text)).toBe(true);
  });

  test.each([
    'Distance of its row from the top of the viewport, in px.',
    'Often empty.',
    'Whatever did not pass has failed.',
    'Where the pointer is unknown, the centre counts.',
    'Whole numbers only. What is more is rounded.',
    'Offers are read once.',
    'As long as it is open, it is shown.',
    'as many are skipped as were stored',
    'Assets are copied.',
    '@returns whether it is so',
  ])('"%s" is no fragment', text => {
    expect(opensWithFragment(text)).toBe(false);
  });
});

const fragmentsIn = (text: string, fileName = 'some.ts') =>
  proseOf(fileName, text).fragments.map(({ kind, line, text }) => `${line} ${kind}: ${text}`);

describe('the prose of a file', () => {
  test('lines of one comment count once, and only its opening matters', () => {
    const text = '// A long sentence\n// of two lines.\nrun();\n\n// First.\n\n// Of the second.\n';
    expect(proseOf('some.ts', text).commentCount).toBe(3);
    expect(fragmentsIn(text)).toEqual(['7 comment: Of the second.']);
  });

  test('a comment beside code is not continued by the next line', () => {
    expect(fragmentsIn('run(); // First.\n// Of the second.\n')).toEqual([
      '2 comment: Of the second.',
    ]);
  });

  test('blocks and docstrings are read without their stars', () => {
    expect(
      fragmentsIn('/**\n * Of the row.\n * More.\n */\nexport const a = /* what it is */ 1;'),
    ).toEqual(['1 comment: Of the row.', '5 comment: what it is']);
  });

  test('strings, templates, regular expressions and text of elements hold no comments', () => {
    const text = [
      'const a = "// of a";',
      'const b = `// of ${a /* of b */} // of c`;',
      'const c = /[/*]of/;',
      'const d = <p>// of {/* of d */} of</p>;',
    ].join('\n');
    expect(fragmentsIn(text, 'some.tsx')).toEqual(['2 comment: of b', '4 comment: of d']);
  });

  test('a comment without words does not count', () => {
    expect(proseOf('some.ts', '// ────\n\nrun(/* 1 */);').commentCount).toBe(0);
  });

  test('style sheets, Python and shell scripts are read, too', () => {
    expect(fragmentsIn('a {\n  /* Of the row.\n     More. */\n}\n/* A row. */\n', 'a.css')).toEqual(
      ['2 comment: Of the row.'],
    );
    const python = '"""What it is."""\nrun(\'# of a\')\n  # How it is\n  # of all\n\n# A row\n';
    expect(fragmentsIn(python, 'a.py')).toEqual(['1 comment: What it is.', '3 comment: How it is']);
    expect(proseOf('a.py', python).commentCount).toBe(3);
    expect(fragmentsIn('#!/bin/sh\n# Of all.\n', 'run')).toEqual(['2 comment: Of all.']);
  });

  test('names are found in each way to write a test', () => {
    const text = [
      "describe('of a', () => {",
      "  test.each([1])('of %s', () => {});",
      '  it.skip(`of ${b}`, () => {});',
      "  suite('a good name', () => {});",
      "  other('of no test', () => {});",
      '});',
    ].join('\n');
    expect(proseOf('some.test.ts', text).nameCount).toBe(4);
    expect(fragmentsIn(text, 'some.test.ts')).toEqual([
      '1 test name: of a',
      '2 test name: of %s',
      '3 test name: of …',
    ]);
  });
});
