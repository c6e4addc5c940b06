/** Tests files that are not valid Python 3: none is rejected, and their intact parts are found. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { functionsOf } from '../../../../src/core/code/sourceIndex';
import type { FileFacts } from '../../../../src/core/code/pythonFacts';
import { qualifiedName } from '../../../../src/core/code/symbols';
import { parsed, projectFolder, pythonParser, written } from '../../../support/pythonSources';

const textOf = (file: string) => readFileSync(path.join(projectFolder('.'), file), 'utf8');

/** Formats a function as `AgentManager.before 10-11: cctxt.call(…)`. */
const functionsIn = (facts: FileFacts): string[] =>
  [...functionsOf({ folder: '', path: '', file: '', facts })].map(at => {
    const { line, endLine, calls = [] } = at.function;
    return [`${qualifiedName(at)} ${line}-${endLine}`, ...calls.map(written)].join(': ');
  });

describe('code of Python 2', () => {
  test('is read, with print, exec, backticks, and the old except, raise and numbers', async () => {
    const { facts } = await parsed(textOf('broken/python2.py'));
    expect(functionsIn(facts)).toEqual([
      `report 5-11: notifier.info(ctxt, 'report.' + what, {})`,
      `AgentManager.first 19-24: self.client.call(ctxt, 'before'): self.client.call(ctxt, 'after')`,
      `AgentManager.second 26-27`,
      `AgentManager.third 29-30: self.client.cast(ctxt, 'third')`,
    ]);
    const [{ assigns } = { assigns: [] }] = facts.classes;
    expect(assigns.map(([name, value]) => [name, written(value)])).toEqual([
      ['target', `messaging.Target(version='1.3')`],
    ]);
  });

  test('may have a tuple among the parameters, which takes a position', async () => {
    const { facts } = await parsed(textOf('broken/python2.py'));
    expect(facts.functions[0]?.params).toEqual(['what', '(first, second)', 'level']);
  });
});

test('a template that generates Python keeps its intact methods', async () => {
  const { facts, hasSyntaxErrors } = await parsed(textOf('broken/template.py'));
  expect(hasSyntaxErrors).toBe(true);
  expect(facts.imports).toEqual({ messaging: 'oslo_messaging' });
  expect(facts.classes.map(each => each.name)).toEqual(['Manager']);
  expect(facts.classes[0]?.assigns.map(([name]) => name)).toEqual(['target']);
  expect(functionsIn(facts)).toEqual([
    'main 25-26',
    `Manager.fixed 21-22: self.client.call(ctxt, 'fixed')`,
  ]);
});

test('when two lines are half typed, only these are left out', async () => {
  const { facts, hasSyntaxErrors } = await parsed(textOf('broken/halfTyped.py'));
  expect(hasSyntaxErrors).toBe(true);
  expect(functionsIn(facts)).toEqual([
    `AgentManager.before 10-11: self.client.call(ctxt, 'before')`,
    `AgentManager.typing 13-14`,
    `AgentManager.after 17-18: self.client.call(ctxt, 'after')`,
    'Later.later 23-24',
  ]);
});

const around = (half: string) => `import a
TOPIC = 'agent'

class Manager(Base):

    target = Target(version='1.0')

    def before(self, ctxt):
        self.client.call(ctxt, 'before')

    @decorated
    def typing(self, ctxt):
        self.client.call(ctxt, 'typing')
${half}

    def after(self, ctxt):
        self.client.call(ctxt, 'after')

class Later(object):

    def later(self, ctxt):
        pass

def last():
    pass
`;

const halves = [
  ...['x = ', 'self.', 'x = self.client.', 'x: ', 'x ==', 'x +', 'x[', 'x = y[', 'x = [1, ', '*'],
  ...['foo(', 'foo(a,', `foo('a',`, 'raise X(', 'with open(', 'with open(x) as', 'if x', 'if x:'],
  ...[
    'for',
    'for x in y:',
    'try:',
    'except',
    'else:',
    'return x.',
    'raise',
    'assert',
    'del',
    'not',
  ],
  ...['def', 'def new(self', 'def new(self):', 'class', 'class New', 'class New(', 'class New:'],
  ...['@', '@a.', `x = 'abc`, 'x = "abc', '"""', '"""Doc', 'f"{', 'f"{a', 'x = {', `x = {'a': `],
  ...['import', 'from x import', 'from x import (', 'lambda', 'x = lambda', 'async', 'await'],
  ...['(', ')', '[', ']', '{', '}', '\\', '$', '?', 'print "x" %', '<<<<<<< HEAD', '=======', '\0'],
];

describe('half-typed code', () => {
  test.each(halves.flatMap(half => [[`        ${half}`], [`    ${half}`]]))(
    '%j: what stands around it is found',
    async half => {
      const { facts } = await parsed(around(half));
      expect(functionsIn(facts)).toEqual(
        expect.arrayContaining([
          `Manager.before 8-9: self.client.call(ctxt, 'before')`,
          `Manager.after 16-17: self.client.call(ctxt, 'after')`,
          'Later.later 21-22',
          'last 24-25',
        ]),
      );
      expect(facts.classes[0]).toMatchObject({ name: 'Manager', line: 4, bases: ['Base'] });
      expect(facts.classes[0]?.assigns.map(([name]) => name)).toContain('target');
      expect(facts.assigns.map(([name]) => name)).toContain('TOPIC');
    },
  );

  test('keeps the lines before it in the same function', async () => {
    const { facts } = await parsed(around('        x = self.client.call('));
    expect(functionsIn(facts)).toContain(`Manager.typing 12-14: self.client.call(ctxt, 'typing')`);
  });
});

describe('a file that is cut anywhere', () => {
  test.each([
    ['nova/nova/compute/manager.py', 3],
    ['neutron/neutron/api/rpc/agentnotifiers/dhcp_rpc_agent_api.py', 1],
    ['heat/heat/engine/service.py', 2],
    ['broken/python2.py', 2],
  ])('%s keeps everything that ended before the cut', async (file, step) => {
    const parser = await pythonParser();
    const text = textOf(file);
    const whole = functionsIn(parser.parse(text, 'a.b', false).facts);
    const endOf = (shown: string) => Number(/-(\d+)/.exec(shown)?.[1]);
    for (let length = 0; length < text.length; length += step) {
      const cut = text.slice(0, length);
      const lines = cut.split('\n').length;
      const found = functionsIn(parser.parse(cut, 'a.b', false).facts);
      const ended = whole.filter(each => endOf(each) < lines);
      expect(found, JSON.stringify(cut.slice(-40))).toEqual(expect.arrayContaining(ended));
    }
  });

  test.each(['broken/template.py', 'broken/halfTyped.py'])('%s does not throw', async file => {
    const parser = await pythonParser();
    const text = textOf(file);
    for (let start = 0; start < text.length; start += 5) {
      expect(parser.parse(text.slice(start), 'a.b', false).facts.module).toBe('a.b');
      expect(parser.parse(text.slice(0, start), 'a.b', false).facts.module).toBe('a.b');
    }
  });
});

describe('unusual line ends and bytes', () => {
  test('such as CRLF change nothing', async () => {
    for (const file of ['nova/nova/compute/manager.py', 'heat/heat/engine/service.py']) {
      const text = textOf(file);
      const { facts } = await parsed(text);
      expect((await parsed(text.replaceAll('\n', '\r\n'))).facts).toEqual(facts);
    }
    const half = around('        x = foo(');
    expect((await parsed(half.replaceAll('\n', '\r\n'))).facts).toEqual((await parsed(half)).facts);
  });

  test('such as a form feed between functions, or a missing line end, change nothing', async () => {
    const { facts } = await parsed(`def a():\n    pass\n\f\ndef b():\n    cctxt.call(ctxt, 'b')`);
    expect(functionsIn(facts)).toEqual(['a 1-2', `b 4-5: cctxt.call(ctxt, 'b')`]);
  });

  test('such as zero bytes hide no function', async () => {
    const { facts } = await parsed(
      `A = 'a'\n\0\0\ndef one():\n    pass\n\0\ndef two():\n    x = '\0'\n`,
    );
    expect(functionsIn(facts)).toEqual(['one 3-4', 'two 6-7']);
    expect(facts.assigns.map(([name]) => name)).toEqual(['A']);
  });

  test.each([
    ['', 0],
    ['\n', 0],
    ['\0', 0],
    ['# nothing', 0],
    ['\uFEFFdef f(): pass\n', 1],
  ])('%j has %i functions', async (text, count) => {
    expect((await parsed(text)).facts.functions).toHaveLength(count);
  });
});

describe('unnatural files', () => {
  const deep = (levels: number, line = 'if x:', blank = ' ') =>
    Array.from({ length: levels }, (_, i) => `${blank.repeat(i)}${line}\n`).join('') +
    `${blank.repeat(levels)}y = 'a'\n`;

  test.each([
    ['levels of blocks', deep(350)],
    ['more levels than the grammar supports', deep(600)],
    ['… by tabs', deep(600, 'if x:', '\t')],
    ['classes within classes', deep(350, 'class A:')],
    ['functions within functions', deep(350, 'def f():')],
    ['attributes', `x = ${'a.'.repeat(20_000)}b\n`],
    ['calls of results of calls', `x = a${'()'.repeat(20_000)}\n`],
    ['subscripts', `x = a${'[0]'.repeat(20_000)}\n`],
    ['calls within calls', `${`f('a', `.repeat(1_000)}1${')'.repeat(1_000)}\n`],
    ['parentheses', `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\n`],
    ['open brackets', '[{('.repeat(10_000)],
    ['open f-strings', 'f"{'.repeat(2_000)],
    ['quotes', '"'.repeat(20_001)],
    ['operators', `x = ${`'a' + `.repeat(10_000)}'b'\n`],
    ['texts side by side', `x = ${`'a' `.repeat(10_000)}\n`],
    ['very long arguments', `f(${'a.'.repeat(20_000)}a)\n`.repeat(5)],
    ['a table', `x = [${`'a', `.repeat(20_000)}]\n`],
    ['prose', `It's a text, with words; and (more\n`.repeat(500)],
    ['lambdas', `x = ${'lambda: '.repeat(10_000)}1\n`],
    ['calls between functions', `f('x')\ndef g(): f('x')\n`.repeat(3_000)],
  ])('with %s are read within seconds, and the next file as usual', async (_what, text) => {
    const { facts } = await parsed(text);
    expect(facts.module).toBe('pkg.mod');
    const next = await parsed('def next():\n    pass\n');
    expect(next).toMatchObject({ hasSyntaxErrors: false, facts: { functions: [{ line: 1 }] } });
  });

  test('with ten thousand calls assign them to their functions', async () => {
    const calls = (n: number) => `f('x')\ndef g(): f('x')\n`.repeat(n);
    const { facts } = await parsed(calls(10_000));
    expect(facts.calls).toHaveLength(10_000);
    expect(facts.functions).toHaveLength(10_000);
  });
});
