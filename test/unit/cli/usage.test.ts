import { expect, test } from 'vitest';
import type { Command } from '../../../src/cli/command';
import { defineCommand } from '../../../src/cli/command';
import { commands } from '../../../src/cli/commands';
import { readmeList, usageOf } from '../../../src/cli/usage';

const nothing = () => Promise.resolve(0);

const count = defineCommand({
  name: 'count',
  words: ['FILE'],
  options: {
    json: { type: 'boolean', default: false },
    hidden: { type: 'string', value: 'X', synopsis: '' },
  },
  summary: 'counts',
  help: 'counts what is in a file',
  run: nothing,
});
const copy = defineCommand({
  name: 'copy',
  words: ['FILE', 'OUT'],
  options: {
    source: { type: 'string', multiple: true, isRequired: true, value: 'DIR' },
    first: { type: 'string', value: 'A-RATHER-LONG-PLACEHOLDER' },
    second: { type: 'string', value: 'ANOTHER-LONG-PLACEHOLDER' },
    for: { type: 'string', value: '10m', help: 'ends by itself' },
  },
  summary: 'copies',
  help: `copies ${'a file that is not small '.repeat(4)}into another one`,
  run: nothing,
});

const helpOf = (...all: Command[]): string[] =>
  (usageOf(all).split('\n\n')[0] ?? '').split('\n').slice(1);

test('the help of a command stands beside it, with the options that have none of their own', () => {
  expect(helpOf(count)).toEqual([
    '  rpcscope count FILE [--json]          counts what is in a file',
  ]);
});

test('a long command goes on below its first word, and its help in a line of its own', () => {
  expect(helpOf(copy)).toEqual([
    '  rpcscope copy FILE OUT --source DIR [--source DIR…] [--first A-RATHER-LONG-PLACEHOLDER]',
    '                [--second ANOTHER-LONG-PLACEHOLDER]',
    '                                        copies a file that is not small a file that is not small a',
    '                                        file that is not small a file that is not small into another',
    '                                        one',
    '    --for 10m                           ends by itself',
  ]);
});

test('the list of the README has a line for each command, with what it cannot do without', () => {
  expect(readmeList([count, copy])).toBe(
    [
      'rpcscope count FILE                  # counts',
      'rpcscope copy FILE OUT --source DIR  # copies',
    ].join('\n'),
  );
});

test('the help is no wider than 100 columns', () => {
  const widths = usageOf(commands)
    .split('\n')
    .map(line => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(100);
});

test.each(commands.flatMap(({ name, options }) => Object.keys(options).map(each => [name, each])))(
  'the help of %s names --%s',
  (_name, option) => expect(usageOf(commands)).toMatch(new RegExp(`--${option}\\b`)),
);

test('an option has the same type in every command that takes it', () => {
  const types = new Map<string, string>();
  for (const { options } of commands) {
    for (const [name, { type, multiple = false }] of Object.entries(options)) {
      const known = types.get(name) ?? `${type} ${multiple}`;
      expect([name, `${type} ${multiple}`]).toEqual([name, known]);
      types.set(name, known);
    }
  }
});

test('a command gets its words by their names and its options typed', async () => {
  const asked: unknown[] = [];
  const command = defineCommand({
    name: 'copy',
    words: ['FILE', 'OUT'],
    options: { json: { type: 'boolean', default: false }, for: { type: 'string', value: '10m' } },
    summary: '',
    help: '',
    run: (word, values) => {
      asked.push(word('OUT'), word('FILE'), values.json, values.for);
      return Promise.resolve(3);
    },
  });
  expect(await command.execute(['copy', '--for', '5m', 'a', '--json', 'b'])).toBe(3);
  expect(asked).toEqual(['b', 'a', true, '5m']);
});
