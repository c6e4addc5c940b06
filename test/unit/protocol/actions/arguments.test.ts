import { describe, expect, test } from 'vitest';
import { parseArgument } from '../../../../src/protocol/actions/arguments';

describe('the argument of a command', () => {
  test('is taken from an element that carries more than the command needs', () => {
    const item = { kind: 'bookmark', bookmark: {}, capturePath: '/a', messageId: 7 };
    expect(parseArgument('bookmark', item)).toEqual({ capturePath: '/a', messageId: 7 });
  });

  test('is taken from getters, as those of a Uri', () => {
    class Uri {
      readonly scheme = 'file';
      get fsPath() {
        return '/a';
      }
    }
    expect(parseArgument('file', new Uri())).toEqual({ scheme: 'file', fsPath: '/a' });
  });

  test.each([
    ['of another kind', { profileId: 'b' }],
    ['with a wrong type', { capturePath: 1 }],
    ['that is text', '/a'],
    ['that is missing', undefined],
    ['that is null', null],
  ])('%s counts as none', (_, given) => {
    expect(parseArgument('capture', given)).toBeUndefined();
  });

  test('keeps a place whose request or message is malformed', () => {
    const place = { capturePath: '/a', requestId: 1, messageId: 1.5 };
    expect(parseArgument('place', place)).toEqual({ capturePath: '/a' });
  });

  test('is dropped for a command that takes nothing', () => {
    expect(parseArgument('nothing', { capturePath: '/a' })).toBeUndefined();
  });
});
