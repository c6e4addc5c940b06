/** Tests recorded expressions: the left column is Python, the right one the format of `written`. */
import { describe, expect, test } from 'vitest';
import { factsOf, written } from '../../../support/pythonSources';

/** Returns the expression assigned to `X`, `undefined` when nothing of it matters. */
async function kept(python: string): Promise<string | undefined> {
  const { assigns } = await factsOf(`X = ${python}\n`);
  const [found] = assigns;
  return found && written(found[1]);
}

describe('texts', () => {
  test.each([
    [`'compute'`, `'compute'`],
    [`"compute"`, `'compute'`],
    [`'''compute'''`, `'compute'`],
    [`u'compute'`, `'compute'`],
    [`r'^compute\\.'`, `'^compute\\.'`],
    [`b'compute'`, `'compute'`],
    [`''`, `''`],
    [`('compute')`, `'compute'`],
    [`(  # the topic\n    'compute')`, `'compute'`],
    [`'com' 'pute'`, `'compute'`],
    [`('com'  # in two\n     'pute')`, `'compute'`],
    [`'com' + 'pute'`, `'compute'`],
    [`'com' \\\n    'pute'`, `'compute'`],
    [`1`, `'1'`],
    [`1.5`, `'1.5'`],
    [`TOPIC + '.host'`, `TOPIC + '.host'`],
    [`'a' + b + 'c' + 'd'`, `'a' + b + 'cd'`],
    [`'a' * 3`, undefined],
    [`'${'x'.repeat(121)}'`, undefined],
    [`'${'x'.repeat(120)}'`, `'${'x'.repeat(120)}'`],
  ])('%s', async (python, expected) => {
    expect(await kept(python)).toBe(expected);
  });
});

describe('texts with holes', () => {
  test.each([
    [`f'compute.{host}'`, `'compute.' + host`],
    [`f'{a}.{b.c}'`, `a + '.' + b.c`],
    [`f'{host!r:>10}'`, `host`],
    [`f'{host:{width}}'`, `host`],
    [`f'{a[0]}.x'`, `? + '.x'`],
    [`f'{a}' 'b'`, `a + 'b'`],
    [`'compute.%s' % host`, `'compute.' + host`],
    [`'%s.%s' % (a, b)`, `a + '.' + b`],
    [`'%s.%s' % (a,)`, `a + '.' + ?`],
    [`'%s.%s' % pair`, `pair + '.' + ?`],
    [`'%(a)s.%(b)s' % {'b': x, 'a': y}`, `y + '.' + x`],
    [`'%(a)s' % locals()`, undefined],
    [`'%(a)s' % {'b': x}`, undefined],
    [`'100%% of %s' % x`, `'100% of ' + x`],
    [`'%-5.2f|%03d' % (a, b)`, `a + '|' + b`],
    [`PATTERN % x`, `PATTERN % x`],
    [`topics.PATTERN % {'type': x}`, `topics.PATTERN % {'type': x}`],
    [`rows[0] % x`, undefined],
    [`'{constructor}'.format(a=b)`, undefined],
    [`'{}.{}'.format(a, 'b')`, `a + '.b'`],
    [`'{1}.{0}'.format(a, b)`, `b + '.' + a`],
    [`'{a}.{b}'.format(a='x', b=y)`, `'x.' + y`],
    [`'{a!r:>5}'.format(a=x)`, `x`],
    [`'{0.name}.{0[key]}'.format(a)`, `? + '.' + ?`],
    [`'{{{}}}'.format(a)`, `'{' + a + '}'`],
    [`'{0:0{1}b}'.format(a, b)`, `a`],
    [`'{}'.format(*args)`, undefined],
    [`'.'.join([a, 'b', c])`, `a + '.b.' + c`],
    [`'.'.join((a, b))`, `a + '.' + b`],
    [`'.'.join(parts)`, `?.join(parts)`],
  ])('%s', async (python, expected) => {
    expect(await kept(python)).toBe(expected);
  });
});

describe('names, calls, collections', () => {
  test.each([
    [`topics.PLUGIN`, `topics.PLUGIN`],
    [`self.a.b`, `self.a.b`],
    [`CONF['service:central'].topic`, `CONF.service:central.topic`],
    [`cfg.CONF['service:central'].topic`, `cfg.CONF.service:central.topic`],
    [`rows[0].topic`, `?.topic`],
    [`rows[0]`, undefined],
    [`events[action]`, `events.get(action)`],
    [`self.events['a']`, `self.events.get('a')`],
    [`events[a + b]`, undefined],
    [`None`, `None`],
    [`True`, undefined],
    [`lambda: 'x'`, undefined],
    [`[x for x in y]`, undefined],
    [`-1`, undefined],
    [`await topic()`, `topic()`],
    [`a or 'b'`, `a | 'b'`],
    [`a if b else 'c'`, `a | 'c'`],
    [`a if b else None`, `a | None`],
    [`not a`, undefined],
    [`['a', B, None]`, `['a', B, None]`],
    [`('a', 'b')`, `['a', 'b']`],
    [`'a', 'b'`, `['a', 'b']`],
    [`{'a', 'b'}`, `['a', 'b']`],
    [
      `[[topics.PORT, topics.UPDATE],  # both\n     [A, B]]`,
      `[[topics.PORT, topics.UPDATE], [A, B]]`,
    ],
    [`[A] + [B]`, `[A, B]`],
    [`[A] + others`, `[A, others]`],
    [`[]`, undefined],
    [`[None, 1 + x]`, `[None, '1' + x]`],
    [
      `{'nova-compute': 'nova.compute.manager.ComputeManager'}`,
      `{'nova-compute': 'nova.compute.manager.ComputeManager'}`,
    ],
    [`{**others, 'a': 'b'}`, `{'a': 'b'}`],
    [`{}`, undefined],
    [`Target(TOPIC, version='1.0')`, `Target(TOPIC, version='1.0')`],
    [
      `messaging.Target(  # ours\n    topic=TOPIC,\n    server=self.host)`,
      `messaging.Target(topic=TOPIC, server=self.host)`,
    ],
    [`get()(a).b(c)`, `get()().b(c)`],
    [`f(*args, **kwargs)`, `f(*=args, **=kwargs)`],
    [`(yield)`, undefined],
    [`x := 'a'`, undefined],
  ])('%s', async (python, expected) => {
    expect(await kept(python)).toBe(expected);
  });

  test('a table of more than two hundred entries is data, and is not recorded', async () => {
    const items = (n: number) => `[${Array.from({ length: n }, (_, i) => `'${i}'`).join(', ')}]`;
    expect(await kept(items(200))).toContain(`'199'`);
    expect(await kept(items(201))).toBeUndefined();
    expect(await kept(`f(${items(5_000)}, A)`)).toBe('f([], A)');
  });

  test('nesting that is too deep is cut', async () => {
    const nested = `${'f('.repeat(30)}'x'${')'.repeat(30)}`;
    const found = await kept(nested);
    expect(found).toMatch(/^(?:f\(){9}\?\)+$/);
  });
});
