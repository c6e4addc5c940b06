import { describe, expect, test } from 'vitest';
import { remembered } from '../../../../src/core/base/remembered';

describe('remembered answers', () => {
  test('are worked out once for each text, also those that are null or false', () => {
    const asked: string[] = [];
    const answer = remembered(text => {
      asked.push(text);
      return text === 'none' ? null : text === 'yes';
    }, 10);
    expect(['none', 'yes', 'no', 'none', 'yes', 'no'].map(answer)).toEqual([
      ...[null, true, false],
      ...[null, true, false],
    ]);
    expect(asked).toEqual(['none', 'yes', 'no']);
  });

  test('are all forgotten at the limit, and right after it', () => {
    let count = 0;
    const answer = remembered(text => {
      count++;
      return text.length;
    }, 2);
    expect(['a', 'bb', 'ccc', 'a', 'bb'].map(answer)).toEqual([1, 2, 3, 1, 2]);
    expect(count).toBe(5);
  });
});
