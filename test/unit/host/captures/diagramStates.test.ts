import { expect, test } from 'vitest';
import { DiagramStates } from '../../../../src/host/captures/diagramStates';
import { defaultUiState, saveUiState } from '../../../../webview/model/state/uiState';
import { allRequests } from '../../../../src/protocol/requests';
import { MemoryState } from '../memento';

const untouched = { hiddenLanes: [], uiState: undefined, requestQuery: allRequests };

test('each capture has a state of its own, whose parts change independently', async () => {
  const states = new DiagramStates(new MemoryState());
  await states.update('/a', { uiState: '{}' });
  await states.update('/a', { hiddenLanes: ['x'] });
  await states.update('/b', { hiddenLanes: ['y'] });
  expect(states.get('/a')).toEqual({ ...untouched, uiState: '{}', hiddenLanes: ['x'] });
  expect(states.get('/b')).toEqual({ ...untouched, hiddenLanes: ['y'] });
  expect(states.get('/c')).toEqual(untouched);
});

test('the fifty captures that changed last are remembered', async () => {
  const states = new DiagramStates(new MemoryState());
  for (let index = 0; index < 51; index++) await states.update(`/${index}`, { uiState: 'x' });
  await states.update('/1', { uiState: 'y' });
  await states.update('/new', { uiState: 'x' });
  expect(states.get('/0').uiState).toBeUndefined();
  expect(states.get('/1').uiState).toBe('y');
  expect(states.get('/2').uiState).toBeUndefined();
});

test('the filter of a diagram is read from the state that its webview saved', async () => {
  const states = new DiagramStates(new MemoryState());
  const uiState = saveUiState({ ...defaultUiState, filterText: 'status:failed' });
  await states.update('/a', { uiState });
  expect(states.filterOf('/a')).toBe('status:failed');
  expect(states.filterOf('/b')).toBe('');
});

test.each(['', 'no JSON', 'null', '[]', '{"filterText":7}', '{"filterText":{"a":1}}'])(
  'the state %j holds no filter',
  async uiState => {
    const states = new DiagramStates(new MemoryState());
    await states.update('/a', { uiState });
    expect(states.filterOf('/a')).toBe('');
  },
);

test.each([
  undefined,
  null,
  'all',
  { words: 7, isFailedOnly: false, order: 'newest' },
  { words: '', isFailedOnly: false, order: 'random' },
])('the stored query %j is no query of requests: all are listed', async requestQuery => {
  const memento = new MemoryState();
  await memento.update('diagramStates', [['/a', { hiddenLanes: ['x'], requestQuery }]]);
  expect(new DiagramStates(memento).get('/a')).toEqual({ ...untouched, hiddenLanes: ['x'] });
});
