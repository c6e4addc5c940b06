import { describe, expect, test } from 'vitest';
import { invoke, remoteApis } from '../../../../../src/protocol/rpc';
import { Diagram } from '../../../../../webview/model/diagram';
import { runDiagramCommand } from '../../../../../webview/model/diagramCommands';
import { handleHostMessage } from '../../../../../webview/model/handleHostMessage';
import { restoreUiState, saveUiState } from '../../../../../webview/model/state/uiState';
import { promisesSettled } from '../../../../support/turns';
import type { SampleCapture } from '../../../../webview/sampleEngine';
import { SampleEngine, sampleCapture } from '../../../../webview/sampleEngine';
import { sampleRequest } from '../../../../webview/sampleRequest';
import { row, startMicros, status, viewCounts } from '../../../../webview/sampleRows';

const rowCount = 20;
const capture: Partial<SampleCapture> = {
  isLive: false,
  rowCount,
  activations: [],
  gaps: [],
  rowAt: index => row({ index }),
};

async function opened(fields: Partial<SampleCapture> = {}) {
  const engine = new SampleEngine(sampleCapture({ ...capture, ...fields }));
  const diagram = new Diagram({
    apis: remoteApis(async call => {
      await Promise.resolve();
      return invoke(engine, call);
    }),
    viewName: 'view',
    schedule: run => queueMicrotask(run),
  });
  diagram.scroll.resize(1000, 270);
  await diagram.start();
  await promisesSettled();
  return { engine, diagram };
}

/** @returns zero of the relative times, in µs after the first row */
function zeroOf({ requests }: Diagram) {
  const { value } = requests.times;
  return typeof value === 'object' ? value.zeroMicros - startMicros : value;
}
const told = ({ feedback }: Diagram) => feedback.told.value?.sentence;

async function referringTo(index: number, fields: Partial<SampleCapture> = {}) {
  const { engine, diagram } = await opened(fields);
  await diagram.selection.selectIndex(index);
  runDiagramCommand(diagram, 'setTimeReference');
  return { engine, diagram };
}

describe('a time reference', () => {
  test('is the selected row, from which times count until it is cleared', async () => {
    const { diagram } = await opened();
    await diagram.selection.selectIndex(5);
    diagram.options.timeFormat.value = 'utc';
    runDiagramCommand(diagram, 'setTimeReference');
    expect(diagram.options.timeFormat.value).toBe('relative');
    expect(zeroOf(diagram)).toBe(50_000);
    expect(told(diagram)).toBe('Times count from this row');
    runDiagramCommand(diagram, 'clearTimeReference');
    expect(zeroOf(diagram)).toBe(0);
    runDiagramCommand(diagram, 'clearTimeReference');
    expect(told(diagram)).toBe('No time reference is set');
  });

  test('needs a message whose time is known', async () => {
    const { diagram } = await opened({
      rowAt: index => row({ index, isReadLater: index === 3 }),
    });
    runDiagramCommand(diagram, 'setTimeReference');
    expect(told(diagram)).toBe('Select a message first');
    await diagram.selection.selectIndex(3);
    runDiagramCommand(diagram, 'setTimeReference');
    expect(told(diagram)).toBe('It is not known when this message was sent');
    expect(zeroOf(diagram)).toBe(0);
  });

  test('counts for the times of a request, too', async () => {
    const { diagram } = await referringTo(5);
    handleHostMessage(diagram, { type: 'showRequest', requestId: sampleRequest.id });
    await promisesSettled();
    expect(zeroOf(diagram)).toBe(50_000);
    expect(diagram.requests.zoom.zero.value).toEqual({
      atMicros: startMicros + 50_000,
      isReference: true,
    });
    runDiagramCommand(diagram, 'clearTimeReference');
    expect(diagram.requests.zoom.zero.value).toEqual({
      atMicros: sampleRequest.firstAtMicros,
      isReference: false,
    });
  });

  test('has the form of the longest time before and after it', async () => {
    const firstAtMicros = startMicros - 7200e6;
    const { diagram } = await referringTo(5, { status: status({ firstAtMicros }) });
    expect(diagram.requests.times.value).toMatchObject({ unit: 'hours' });
  });

  test('survives a reload', async () => {
    const { diagram } = await referringTo(5);
    const again = await opened({ uiState: saveUiState(diagram.state.current()) });
    expect(again.diagram.reference.messageId.value).toBe(6);
    expect(zeroOf(again.diagram)).toBe(50_000);
  });

  test.each([
    ['a message that is not there', 4711],
    ['a negative id', -1],
  ])('is cleared, and that is told, when the saved state names %s', async (_, timeReferenceId) => {
    const uiState = saveUiState({ ...restoreUiState(undefined), timeReferenceId });
    const { diagram } = await opened({ uiState });
    expect(diagram.reference.messageId.value).toBeUndefined();
    expect(zeroOf(diagram)).toBe(0);
    expect(told(diagram)).toBe(
      'The row of the time reference is gone; times count from the beginning again',
    );
  });

  test('is cleared, and that is told, when a full capture drops its row', async () => {
    const { engine, diagram } = await referringTo(15);
    const dropping = (droppedByLimit: number) =>
      handleHostMessage(diagram, {
        type: 'statusChanged',
        status: status({ droppedByLimit }),
      });
    dropping(10);
    await promisesSettled();
    expect(zeroOf(diagram)).toBe(150_000);
    engine.capture = sampleCapture({ ...capture, rowCount: 10 });
    dropping(20);
    await promisesSettled();
    expect(diagram.reference.messageId.value).toBeUndefined();
    expect(told(diagram)).toMatch(/^The row of the time reference is gone/);
  });

  test('is cleared together with the rows of a live capture', async () => {
    const { engine, diagram } = await referringTo(5, { isLive: true });
    engine.capture = sampleCapture({ ...capture, isLive: true, rowCount: 0 });
    const cleared = { type: 'rowsChanged', view: 'view', dirtyFrom: 0, ...viewCounts(0) } as const;
    handleHostMessage(diagram, cleared);
    await promisesSettled();
    expect(diagram.reference.messageId.value).toBeUndefined();
  });
});
