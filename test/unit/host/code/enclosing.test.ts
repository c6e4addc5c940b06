import { expect, test } from 'vitest';
import { functionsAround } from '../../../../src/host/code/enclosing';

const source = `
import x

class ComputeManager(manager.Manager):
    target = messaging.Target(version='6.1')
    """Attaches.
def not_one(): a docstring says so
    """

    @wrap_exception()
    @wrap(
        'a', b=(1, 2))
    def attach_volume(self, context, volume_id,
                      instance, bdm):
        """Attach a volume."""
        sql = '''
SELECT 1
'''
        @utils.synchronized(instance.uuid)
        def do_attach(ctxt):
            if bdm and \\
instance:
                return "it's"  # don't (

            return x[0]
        # a comment at another depth
        do_attach(context)

    async def detach(self): return ")"

def module_level():
\treturn 1

value = 1
`.split('\n');

const lineOf = (start: string) => source.findIndex(line => line.trimStart().startsWith(start)) + 1;
const namesAt = (start: string) =>
  functionsAround(source.join('\n'), lineOf(start)).map(({ name }) => name);

test.each([
  ['import x', []],
  ['class ComputeManager', []],
  ['target =', []],
  ['def not_one', []],
  ['@wrap_exception', ['attach_volume']],
  ["'a', b=", ['attach_volume']],
  ['def attach_volume', ['attach_volume']],
  ['instance, bdm', ['attach_volume']],
  ['"""Attach a volume', ['attach_volume']],
  ['SELECT 1', ['attach_volume']],
  ['@utils.synchronized', ['do_attach', 'attach_volume']],
  ['return "it', ['do_attach', 'attach_volume']],
  ['instance:', ['do_attach', 'attach_volume']],
  ['return x[0]', ['do_attach', 'attach_volume']],
  ['do_attach(context)', ['attach_volume']],
  ['async def detach', ['detach']],
  ['return 1', ['module_level']],
  ['value = 1', []],
])('%s is within %j', (start, names) => {
  expect(namesAt(start)).toEqual(names);
});

test('lines of definitions count from 1', () => {
  const [inner, outer] = functionsAround(source.join('\n'), lineOf('return x[0]'));
  expect(inner?.defLine).toBe(lineOf('def do_attach'));
  expect(outer?.defLine).toBe(lineOf('def attach_volume'));
});

test('an unclosed bracket ends with the next definition', () => {
  const text = 'def a():\n    f(1,\n\ndef b():\n    pass\n';
  expect(functionsAround(text, 5)).toEqual([{ name: 'b', defLine: 4 }]);
});

test.each(['', '\n\n', '@', '@x\n@y', 'def', 'def (', '"""', '\\', "'''\n'", '\t \tdef f(): 0'])(
  'malformed text %j causes no failure',
  text => {
    for (const line of [0, 1, 2, 99]) functionsAround(text, line);
  },
);

test.each([
  ['brackets', '('.repeat(1_000_000)],
  ['quotes', '"'.repeat(1_000_001)],
  ['blanks', ' '.repeat(1_000_000)],
  ['lines', 'x\n'.repeat(300_000)],
  ['nested blocks', Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n')],
])('a text of %s has no functions', (_what, text) => {
  expect(functionsAround(text, 300_000)).toEqual([]);
});
