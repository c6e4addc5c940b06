import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHostMessage } from '../../../../webview/model/hostMessages';

describe('messages of the host', () => {
  test.each([
    { type: 'rowsChanged', view: 'v', rowCount: 3, totalCount: 3, dirtyFrom: 0 },
    { type: 'lanesChanged' },
    { type: 'statusChanged', status: {} },
    { type: 'hiddenLanesChanged', keys: ['a'] },
    { type: 'diagramCommand', command: 'clear' },
    { type: 'showRequest', requestId: 'req-1', view: 'waterfall' },
    { type: 'revealMessage', messageId: 7 },
    { type: 'setFilterText', text: 'attach_volume' },
    { type: 'setFilterText', text: 'attach_volume', messageId: 7 },
    { type: 'densityChanged', density: 'compact' },
    { type: 'codeChanged' },
    { type: 'reset' },
  ])('are taken: $type', message => {
    expect(readHostMessage(message)).toEqual({ message });
  });

  test('exclude answers to requests', () => {
    expect(readHostMessage({ rpc: 'result', id: 1 })).toBeUndefined();
  });

  test.each([
    [null, 'not an object'],
    ['reset', 'not an object'],
    [[], 'not an object'],
    [{}, 'no type'],
    [{ type: 7 }, 'no type'],
    [{ type: 'explode' }, 'unknown type explode'],
    [{ type: 'constructor' }, 'unknown type constructor'],
    [
      { type: 'rowsChanged', view: 'v', rowCount: -1, totalCount: 0, dirtyFrom: 0 },
      'malformed rowsChanged',
    ],
    [
      { type: 'rowsChanged', view: 'v', rowCount: 1.5, totalCount: 0, dirtyFrom: 0 },
      'malformed rowsChanged',
    ],
    [{ type: 'statusChanged', status: null }, 'malformed statusChanged'],
    [{ type: 'statusChanged', status: [] }, 'malformed statusChanged'],
    [{ type: 'playbackChanged', playback: [] }, 'malformed playbackChanged'],
    [{ type: 'hiddenLanesChanged', keys: [1] }, 'malformed hiddenLanesChanged'],
    [{ type: 'densityChanged', density: 'toString' }, 'malformed densityChanged'],
    [{ type: 'diagramCommand' }, 'malformed diagramCommand'],
    [{ type: 'showRequest', requestId: 7 }, 'malformed showRequest'],
    [{ type: 'showRequest', requestId: 'req-1', view: 'x' }, 'malformed showRequest'],
    [{ type: 'revealMessage', messageId: -1 }, 'malformed revealMessage'],
    [{ type: 'revealMessage', messageId: '7' }, 'malformed revealMessage'],
    [{ type: 'setFilterText', text: 7 }, 'malformed setFilterText'],
    [{ type: 'setFilterText', text: 'x', messageId: '7' }, 'malformed setFilterText'],
  ])('are dropped when malformed: %j is %s', (data, dropped) => {
    expect(readHostMessage(data)).toEqual({ dropped });
  });

  test('never make the reader throw', () => {
    fc.assert(fc.property(fc.anything(), data => void readHostMessage(data)));
  });
});
