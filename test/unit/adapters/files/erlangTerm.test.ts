import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseErlangTerm,
  tableOfTerm,
  textsOfTerm,
} from '../../../../src/adapters/files/erlangTerm';

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
const tableOf = (text: string) => tableOfTerm(parseErlangTerm(latin1(text)));
const valueOf = (text: string) => tableOf(`[{<<"k">>,longstr,${text}}]`)['k'];

/** Output of Erlang 25 for `~p`. */
const printed = `[{<<"escaped">>,longstr,
                <<113,34,92,10,9,27,127,97>>},
               {<<"u">>,longstr,<<195,188,226,130,172>>},
               {<<"bin">>,longstr,<<0,1,2,255>>},
               {<<"arr">>,array,
                [{signedint,1},
                 {longstr,<<"x">>},
                 {table,[{<<"k">>,bool,true}]},
                 {array,[]}]},
               {<<"f">>,double,1.5},
               {<<"f2">>,float,-1.0e-10},
               {<<"n">>,long,-922337203685},
               {<<"v">>,void,undefined},
               {<<"d">>,decimal,{2,314}},
               {<<"ts">>,timestamp,1700000000},
               {<<"e">>,longstr,<<>>},
               {<<"headers">>,table,[]},
               {'Odd atom',x,it}]`;

test("a table in Erlang's format is parsed", () => {
  expect(tableOf(printed)).toEqual({
    escaped: 'q"\\\n\t\u001b\u007fa',
    u: 'ü€',
    bin: '\u0000\u0001\u0002ÿ',
    arr: [1, 'x', { k: true }, []],
    f: 1.5,
    f2: -1e-10,
    n: -922337203685,
    v: 'undefined',
    d: 3.14,
    ts: 1700000000,
    e: '',
    headers: {},
    'Odd atom': 'it',
  });
});

test.each([
  ['<<"plain">>', 'plain'],
  ['<<"ü€"/utf8>>', 'ü€'],
  ['<<"ab",255>>', 'abÿ'],
  ['<<"ab" \n  "cd">>', 'abcd'],
  ['<<"a"/utf8,98,"c">>', 'abc'],
  [
    String.raw`<<"q\" b\\ n\n t\t e\e d\d x\x{20AC} h\x41 o\101">>`,
    'q" b\\ n\n t\t e\x1b d\x7f x€ hA oA',
  ],
  ['"a text"', 'a text'],
  ['true', true],
  ['<<>>', ''],
  [' -12 ', -12],
])('%s', (term, value) => {
  expect(valueOf(term)).toBe(value);
});

test('bytes that are not UTF-8 become the characters with their codes', () => {
  const [text] = textsOfTerm(parseErlangTerm('[<<"\u00fc\u00e4">>]'));
  expect(text).toBe('üä');
});

test('the key `__proto__` is treated like any other', () => {
  const table = tableOf('[{<<"__proto__">>,longstr,<<"x">>}]');
  expect(Object.keys(table)).toEqual(['__proto__']);
});

describe('an invalid term is rejected', () => {
  test.each([
    ['', 'cut off or damaged'],
    ['[', 'cut off or damaged'],
    ['[<<"a">>', 'cut off or damaged'],
    ['[<<"a', 'a text without an end'],
    ['[<<"a\\', 'a text without an end'],
    ['[] x', 'something after its end'],
    ['{}', 'tuple in place of a list'],
    ['[{<<"k">>,longstr}]', 'entry without a key or a value'],
    ['[{<<"k">>,array,[{x}]}]', 'without a value'],
    ['[{<<"k">>,longstr,[1]}]', 'type that is not known'],
    ['[{1,longstr,1}]', 'in place of a text'],
    ['[{<<"\\x{110000}">>,longstr,1}]', 'invalid character code'],
    ['['.repeat(1_000_000), 'nested too deeply'],
  ])('%#: %s', (text, reason) => {
    expect(() => tableOf(text)).toThrow(reason);
  });

  test('a table is rejected when it is cut at any byte', () => {
    for (let end = 0; end < printed.length; end++) {
      expect(() => tableOf(printed.slice(0, end))).toThrow(/./);
    }
  });

  test('any text is parsed or rejected', () => {
    const signs = fc.constantFrom(...'[]{}<<>>"\'\\,/utf8x{1}0 \n-.eA'.split(''));
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 60 }), all => {
        try {
          parseErlangTerm(all.join(''));
        } catch (error) {
          expect((error as Error).message).toMatch(/^(?:is|has) /);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
