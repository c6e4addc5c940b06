import { expect, test } from 'vitest';
import { boundedPattern } from '../../../../src/core/code/boundedPattern';

test.each([
  ['^(?:compute\\.instance\\..*)', 'compute.instance.create.end', true],
  ['^(?:identity\\.(?:user|project)\\.[a-z_]+$)', 'identity.user.created', true],
  ['^(?:[^.]+\\.(start|end)?$)', 'volume.end', true],
  ['^(?:image)', 'volume.end', false],
  ['^(?:[*+]{2}x)', '*+x', true],
])('%s is matched with %s', (source, text, expected) => {
  expect(boundedPattern(source, 200)?.test(text)).toBe(expected);
});

test.each([
  '(a+)+$',
  '(a|a)*$',
  '[](a+)+]',
  '(.*a){12}$',
  '(?:a?){40}a',
  `${'a?'.repeat(40)}${'a'.repeat(40)}`,
  '(a*)\\1b',
  '(?=(a+))b',
  '(?<n>a*)\\k<n>',
  '.*.*.*.*x',
  `${'(a|a)'.repeat(30)}b`,
  '(',
])('%s is not used: it may take very long, or is none', source => {
  expect(boundedPattern(source, 200)).toBeUndefined();
});
