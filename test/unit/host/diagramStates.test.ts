import { expect, test } from 'vitest';
import { DiagramStates } from '../../../src/host/captures/diagramStates';
import { MemoryState } from './memento';

test('each capture has a state of its own, whose parts change apart', async () => {
  const states = new DiagramStates(new MemoryState());
  await states.update('/a', { uiState: '{}' });
  await states.update('/a', { hiddenLanes: ['x'] });
  await states.update('/b', { hiddenLanes: ['y'] });
  expect(states.get('/a')).toEqual({ uiState: '{}', hiddenLanes: ['x'] });
  expect(states.get('/b')).toEqual({ uiState: undefined, hiddenLanes: ['y'] });
  expect(states.get('/c')).toEqual({ uiState: undefined, hiddenLanes: [] });
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
