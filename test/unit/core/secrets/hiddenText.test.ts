import { expect, test } from 'vitest';
import { replaceHidden } from '../../../../src/core/secrets/hiddenText';
import { growth, linearGrowth } from '../../../support/growth';

test.each(['dG9rZW4gYSBi', '746f6b656e', 'a%3D', 'H4sIa', 'eJxa', '%'])(
  'encoded text that repeats %j is read in linear time',
  part => {
    const read = (text: string) =>
      replaceHidden(
        text,
        () => false,
        encoded => encoded,
      );
    expect(growth(part, read)).toBeLessThan(linearGrowth);
  },
);
