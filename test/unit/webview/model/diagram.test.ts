import { describe, expect, test, vi } from 'vitest';
import { invoke, remoteApis } from '../../../../src/protocol/rpc';
import { Diagram } from '../../../../webview/model/diagram';
import { runDiagramCommand } from '../../../../webview/model/diagramCommands';
import { handleHostMessage } from '../../../../webview/model/handleHostMessage';
import { messageFrom } from '../../../../webview/model/rows/rowKey';
import type { Apis } from '../../../../webview/model/vscodeApi';
import { StateKeeper } from '../../../../webview/model/state/stateKeeper';
import { saveUiState, restoreUiState } from '../../../../webview/model/state/uiState';
import type { SampleCapture } from '../../../webview/sampleEngine';
import { spanCode } from '../../../webview/sampleCode';
import { SampleEngine, sampleCapture } from '../../../webview/sampleEngine';
import { sampleRequest } from '../../../webview/sampleRequest';
import { gaps, row, startMicros, viewCounts } from '../../../webview/sampleRows';
import { promisesSettled } from '../../../support/turns';

/** Answers in later turns, as a channel does. */
const asApis = (engine: SampleEngine): Apis =>
  remoteApis(async call => {
    await Promise.resolve();
    return invoke(engine, call);
  });

async function opened(fields: Partial<SampleCapture> = {}) {
  const engine = new SampleEngine(sampleCapture(fields));
  const diagram = new Diagram({
    apis: asApis(engine),
    viewName: 'view',
    schedule: run => queueMicrotask(run),
  });
  diagram.scroll.resize(1000, 270);
  await diagram.start();
  await promisesSettled();
  return { engine, diagram };
}

const stored = { isLive: false } as const;
const manyRows = (rowCount: number): Partial<SampleCapture> => ({
  ...stored,
  rowCount,
  activations: [],
  gaps: [],
  rowAt: index => row({ index, label: index % 2 === 0 ? 'even' : 'odd' }),
});
const rowsChanged = (rowCount: number, dirtyFrom: number, view = 'view') =>
  ({ type: 'rowsChanged', view, dirtyFrom, ...viewCounts(rowCount) }) as const;

describe('a diagram', () => {
  test('comes up with lanes, status and the first rows', async () => {
    const { diagram } = await opened(stored);
    expect(diagram.capture.isReady.value).toBe(true);
    expect(diagram.lanes.shown.value).toHaveLength(7);
    expect(diagram.capture.status.value?.name).toBe('devstack');
    expect(diagram.feed.rowAt(0)).toMatchObject({ label: 'schedule_and_build_instances' });
    expect(diagram.feedback.problem.value).toBeUndefined();
  });

  test('keeps a selected gap while the filter changes, and over a reload', async () => {
    const { diagram } = await opened({ ...stored, gaps });
    await diagram.selection.selectIndex(26);
    expect(diagram.selection.gapRow.value?.gaps).toEqual([gaps[0]]);
    expect(diagram.selection.row.value).toBeUndefined();
    expect(diagram.details.isShown.value).toBe(true);
    diagram.filter.setText('e');
    await promisesSettled();
    expect(diagram.selection.gapRow.value?.gaps).toEqual([gaps[0]]);
    const again = await opened({
      ...stored,
      gaps,
      uiState: saveUiState(diagram.state.current()),
    });
    expect(again.diagram.selection.gapRow.value?.gaps[0].id).toBe(1);
  });

  test('walks over the highlighted rows, around the ends, from the selected row or what is in sight', async () => {
    const { engine, diagram } = await opened(manyRows(100));
    const { highlights, selection, options, filter, feedback, scroll } = diagram;
    const selected = () => [selection.row.value?.messageId, highlights.words()];
    runDiagramCommand(diagram, 'nextHighlighted');
    await promisesSettled();
    expect(feedback.announcement.value).toBe('No filter highlights rows');
    options.toggleHighlight();
    filter.setText('odd');
    await promisesSettled();
    expect(selected()).toEqual([undefined, '50 matches']);
    await highlights.go(1);
    expect(selected()).toEqual([2, '1 of 50 matches']);
    expect(feedback.announcement.value).toBe('1 of 50 matches');
    // Steps that come while one is under way add up.
    await Promise.all([highlights.go(1), highlights.go(1), highlights.go(1)]);
    expect(selected()).toEqual([8, '4 of 50 matches']);
    await selection.selectIndex(0);
    await promisesSettled();
    expect(selected()).toEqual([1, '50 matches']);
    await highlights.go(-1);
    expect(selected()).toEqual([100, '50 of 50 matches']);
    await highlights.go(1);
    expect(selected()).toEqual([2, '1 of 50 matches']);
    selection.clear();
    scroll.placeRow(41, 0);
    await promisesSettled();
    await highlights.go(1);
    expect(selected()).toEqual([42, '21 of 50 matches']);
    filter.setText('nothing of the kind');
    await promisesSettled();
    expect(highlights.words()).toBe('No matches');
    await highlights.go(1);
    expect(feedback.announcement.value).toBe('No row matches the highlight');
    options.toggleHighlight();
    await promisesSettled();
    expect([highlights.isOn.value, engine.filter.highlight]).toEqual([false, undefined]);
  });

  test('follows the newest row when there is no gap to go to', async () => {
    const { diagram } = await opened({ gaps: [] });
    expect(diagram.scroll.isFollowing.value).toBe(true);
    runDiagramCommand(diagram, 'nextGap');
    await promisesSettled();
    expect(diagram.feedback.announcement.value).toBe('No gap after this row');
    expect(diagram.scroll.isFollowing.value).toBe(true);
  });

  test('keeps a step that was made while another filter came into force', async () => {
    const { diagram } = await opened(manyRows(100));
    await diagram.selection.selectIndex(10);
    const stepped = messageFrom(diagram.feed.rowAt(3));
    diagram.filter.setText('e');
    await diagram.selection.selectIndex(3);
    await promisesSettled();
    expect(diagram.selection.row.value?.messageId).toBe(stepped);
  });

  test('follows the tail of a live capture, and begins at the top of a stored one', async () => {
    expect((await opened()).diagram.scroll.topPx.value).toBe((29 - 10) * 27);
    expect((await opened(stored)).diagram.scroll.topPx.value).toBe(0);
  });

  test('takes new rows only when they are announced for its own view', async () => {
    const { engine, diagram } = await opened(manyRows(100));
    engine.capture = sampleCapture(manyRows(120));
    handleHostMessage(diagram, rowsChanged(120, 100, 'another'));
    expect(diagram.feed.rowCount.value).toBe(100);
    handleHostMessage(diagram, rowsChanged(120, 100));
    await diagram.selection.selectIndex(119);
    await promisesSettled();
    expect(diagram.selection.row.value?.index).toBe(119);
  });

  test('counts rows that arrive while the user reads further up', async () => {
    const { engine, diagram } = await opened({ ...manyRows(100), isLive: true });
    diagram.scroll.scrollTo(500);
    engine.capture = sampleCapture({ ...manyRows(112), isLive: true });
    handleHostMessage(diagram, rowsChanged(112, 100));
    expect(diagram.scroll.newCount.value).toBe(12);
    runDiagramCommand(diagram, 'toggleFollow');
    expect(diagram.scroll.newCount.value).toBe(0);
    expect(diagram.scroll.topPx.value).toBe(112 * 27 - 270);
  });

  test('holds its picture while it is paused, and jumps to the tail when it goes on', async () => {
    const { engine, diagram } = await opened({ ...manyRows(100), isLive: true });
    runDiagramCommand(diagram, 'togglePause');
    engine.asked.length = 0;
    engine.capture = sampleCapture({ ...manyRows(112), isLive: true });
    handleHostMessage(diagram, rowsChanged(112, 95));
    handleHostMessage(diagram, { type: 'lanesChanged' });
    await promisesSettled();
    expect(diagram.feed.rowCount.value).toBe(100);
    expect(diagram.live.newCount.value).toBe(12);
    expect(diagram.scroll.topPx.value).toBe(100 * 27 - 270);
    expect(engine.asked).toEqual([]);

    diagram.scroll.scrollTo(0);
    diagram.scroll.scrollTo(100 * 27);
    expect(diagram.live.isHeld.value).toBe(true);

    runDiagramCommand(diagram, 'togglePause');
    await promisesSettled();
    expect(diagram.live.isHeld.value).toBe(false);
    expect(diagram.live.newCount.value).toBe(0);
    expect(diagram.feed.rowAt(111)?.index).toBe(111);
    expect(diagram.scroll.topPx.value).toBe(112 * 27 - 270);
    expect(diagram.scroll.isFollowing.value).toBe(true);
    expect(engine.asked).toContainEqual(['listLanes', 'host']);
  });

  test.each([
    ['Follow', (diagram: Diagram) => runDiagramCommand(diagram, 'toggleFollow')],
    ['End', (diagram: Diagram) => diagram.live.goToEnd()],
  ])('goes on after a pause with %s', async (_, go) => {
    const { engine, diagram } = await opened({ ...manyRows(100), isLive: true });
    runDiagramCommand(diagram, 'togglePause');
    engine.capture = sampleCapture({ ...manyRows(112), isLive: true });
    handleHostMessage(diagram, rowsChanged(112, 100));
    go(diagram);
    await promisesSettled();
    expect(diagram.feed.rowCount.value).toBe(112);
    expect(diagram.scroll.isFollowing.value).toBe(true);
  });

  test('ends a pause when its capture has ended', async () => {
    const { engine, diagram } = await opened({ ...manyRows(100), isLive: true });
    runDiagramCommand(diagram, 'togglePause');
    engine.capture = sampleCapture({ ...manyRows(120), isLive: false });
    handleHostMessage(diagram, { type: 'reset' });
    await promisesSettled();
    expect(diagram.live.isHeld.value).toBe(false);
    handleHostMessage(diagram, rowsChanged(125, 120));
    expect(diagram.feed.rowCount.value).toBe(125);
    runDiagramCommand(diagram, 'togglePause');
    expect(diagram.live.isHeld.value).toBe(false);
  });

  test('has the host ask before it removes rows, and keeps its selection until then', async () => {
    const { engine, diagram } = await opened({ ...manyRows(100), isLive: true });
    await diagram.selection.selectIndex(5);
    diagram.capture.runAction('clear');
    expect(diagram.selection.row.value?.index).toBe(5);
    await promisesSettled();
    expect(engine.asked).toContainEqual(['runAction', 'clear']);
    expect(engine.asked).not.toContainEqual(['clear']);
    engine.capture = sampleCapture({ ...manyRows(0), isLive: true });
    handleHostMessage(diagram, rowsChanged(0, 0));
    await promisesSettled();
    expect(diagram.selection.row.value).toBeUndefined();
    expect(diagram.feed.rowCount.value).toBe(0);
  });

  test('shows the row of an alert, whatever else hides it', async () => {
    const { engine, diagram } = await opened({ ...manyRows(1000), isLive: true });
    runDiagramCommand(diagram, 'togglePause');
    diagram.navigator.showRequest('req-1', 'waterfall');
    diagram.lanes.setHidden(['nova-compute · cmp1']);
    await promisesSettled();
    handleHostMessage(diagram, { type: 'setFilterText', text: 'odd', messageId: 502 });
    await promisesSettled();
    expect(engine.asked).toContainEqual(['setHiddenLanes', []]);
    expect(diagram.options.view.value).toBe('sequence');
    expect(diagram.filter.request.value).toBeUndefined();
    expect(diagram.feed.rowCount.value).toBe(500);
    expect(diagram.selection.row.value?.messageId).toBe(502);
    expect(diagram.live.isHeld.value).toBe(false);
    expect(diagram.scroll.isFollowing.value).toBe(false);
    expect(250 * 27 - diagram.scroll.topPx.value).toBe(90);
  });

  test('keeps the selected row where it is when the filter changes', async () => {
    const { diagram } = await opened(manyRows(1000));
    await diagram.selection.selectIndex(500);
    await promisesSettled();
    const offset = 500 * 27 - diagram.scroll.topPx.value;
    diagram.filter.setText('even');
    await promisesSettled();
    expect(diagram.feed.rowCount.value).toBe(500);
    expect(diagram.selection.row.value?.messageId).toBe(501);
    expect(250 * 27 - diagram.scroll.topPx.value).toBe(offset);
    expect(diagram.feedback.announcement.value).toBe('500 rows of 1,000 rows shown');
  });

  test('shows the host’s filter over all requests, in a view of rows', async () => {
    const { diagram } = await opened(manyRows(100));
    diagram.navigator.showRequest('req-1', 'waterfall');
    handleHostMessage(diagram, { type: 'setFilterText', text: 'even' });
    await promisesSettled();
    expect(diagram.options.view.value).toBe('sequence');
    expect(diagram.filter.request.value).toBeUndefined();
    expect(diagram.filter.text.value).toBe('even');
    expect(diagram.feed.rowCount.value).toBe(50);
    diagram.options.show('table');
    handleHostMessage(diagram, { type: 'setFilterText', text: 'odd' });
    await promisesSettled();
    expect(diagram.options.view.value).toBe('table');
  });

  test('stays where it is when rows are dropped from the front', async () => {
    const { engine, diagram } = await opened({ ...manyRows(1000), isLive: true });
    diagram.scroll.scrollTo(600 * 27);
    await promisesSettled();
    engine.capture = sampleCapture({
      ...manyRows(900),
      isLive: true,
      rowAt: index => row({ index, messageId: index + 101 }),
    });
    handleHostMessage(diagram, rowsChanged(900, 0));
    await promisesSettled();
    expect(diagram.scroll.topPx.value).toBe(500 * 27);
  });

  test('walks from call to reply and back, and to errors', async () => {
    const { diagram } = await opened(stored);
    await diagram.selection.selectIndex(1);
    await promisesSettled();
    await diagram.selection.moveInSpan(1);
    await promisesSettled();
    expect(diagram.selection.row.value?.index).toBe(3);
    await diagram.selection.moveInSpan(1);
    expect(diagram.selection.row.value?.index).toBe(3);
    await diagram.selection.moveInSpan(-1);
    await promisesSettled();
    expect(diagram.selection.row.value?.index).toBe(1);
    await diagram.navigator.goToError(1);
    expect(diagram.selection.row.value?.index).toBe(9);
    await diagram.navigator.goToError(-1);
    expect(diagram.feedback.announcement.value).toBe('No error before this row');
  });

  test('walks far beyond the rows it holds, the last key press wins', async () => {
    const { diagram } = await opened(manyRows(100_000));
    void diagram.selection.selectIndex(50_000);
    void diagram.selection.moveBy(1);
    void diagram.selection.moveBy(1);
    await promisesSettled();
    expect(diagram.selection.row.value?.index).toBe(50_002);
    expect(diagram.selection.span.value).toBeUndefined();
    expect(diagram.selection.spanError.value).toBe('This message is no longer in the capture.');
  });

  test('restores its state', async () => {
    const first = await opened(manyRows(1000));
    first.diagram.filter.setText('odd');
    await promisesSettled();
    first.diagram.scroll.scrollTo(300 * 27);
    await promisesSettled();
    await first.diagram.selection.selectIndex(305);
    first.diagram.lanes.move('nova-compute · cmp1', 0);
    first.diagram.options.toggleTable();
    await promisesSettled();
    const uiState = saveUiState(first.diagram.state.current());

    const second = await opened({ ...manyRows(1000), uiState });
    expect(restoreUiState(saveUiState(second.diagram.state.current()))).toEqual(
      restoreUiState(uiState),
    );
    expect(second.diagram.scroll.topPx.value).toBe(300 * 27);
    expect(second.diagram.selection.row.value?.index).toBe(305);
  });

  test('reports failures, and leaves none unhandled', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { engine, diagram } = await opened(stored);
    engine.runAction = () => {
      throw new Error('the engine has ended');
    };
    diagram.capture.runAction('clear');
    await promisesSettled();
    expect(diagram.feedback.problem.value).toBe('the engine has ended');
    expect(warn).toHaveBeenCalled();
    warn.mockRestore();
  });

  test('asks for everything again when the tab gets another source', async () => {
    const { engine, diagram } = await opened(stored);
    engine.capture = sampleCapture(manyRows(5));
    handleHostMessage(diagram, { type: 'reset' });
    await promisesSettled();
    expect(diagram.feed.rowCount.value).toBe(5);
    expect(diagram.selection.row.value).toBeUndefined();
  });
});

describe('the state of a diagram', () => {
  test('is saved a moment after it changed, once, and at once when it is flushed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const engine = new SampleEngine(sampleCapture(stored));
    const diagram = new Diagram({
      apis: asApis(engine),
      viewName: 'view',
      schedule: run => queueMicrotask(run),
    });
    const saves: string[] = [];
    const keeper = new StateKeeper(diagram.capture, diagram.state, state =>
      Promise.resolve(void saves.push(state)),
    );
    diagram.capture.isReady.value = true;
    for (let width = 300; width < 400; width++) diagram.options.setDetailsWidth(width);
    await vi.advanceTimersByTimeAsync(1000);
    expect(saves).toHaveLength(1);
    diagram.options.setDetailsWidth(500);
    keeper.flush();
    expect(restoreUiState(saves.at(-1)).detailsWidthPx).toBe(500);
    keeper.dispose();
    vi.useRealTimers();
  });
});

test('the list counts as filtered when its rows are, not when the filter is typed', async () => {
  const { diagram } = await opened(manyRows(20));
  diagram.filter.setText('7');
  expect(diagram.filter.isFiltered.value).toBe(true);
  expect(diagram.filter.isListFiltered.value).toBe(false);
  await promisesSettled();
  expect(diagram.filter.isListFiltered.value).toBe(true);
  expect(diagram.feed.matchCount.value).toBeLessThan(20);
  diagram.filter.clear();
  expect(diagram.filter.isListFiltered.value).toBe(true);
  await promisesSettled();
  expect(diagram.filter.isListFiltered.value).toBe(false);
});

test('another order of the table begins at its top, and the order of time at the selected row', async () => {
  const { diagram } = await opened(manyRows(1_000));
  diagram.options.show('table');
  await diagram.selection.selectIndex(500);
  await promisesSettled();
  expect(diagram.scroll.topPx.value).toBeGreaterThan(400 * 27);
  diagram.options.sort.value = { column: 'latency', isDescending: true };
  await promisesSettled();
  expect(diagram.scroll.topPx.value).toBe(0);
  expect(diagram.selection.row.value?.index).toBe(500);
  await diagram.selection.selectIndex(500);
  diagram.options.sort.value = undefined;
  await promisesSettled();
  expect(diagram.scroll.topPx.value).toBeGreaterThan(400 * 27);
});

test('the table keeps its place when it is shown again in the order that it had', async () => {
  const { diagram } = await opened(manyRows(1_000));
  diagram.options.show('table');
  diagram.options.sort.value = { column: 'latency', isDescending: true };
  await promisesSettled();
  await diagram.selection.selectIndex(500);
  diagram.options.show('sequence');
  await promisesSettled();
  diagram.options.show('table');
  await promisesSettled();
  expect(diagram.scroll.topPx.value).toBeGreaterThan(400 * 27);
});

describe('a selected row', () => {
  test('is out of the list while the filter hides it, and not while the capture is searched', async () => {
    const { engine, diagram } = await opened(manyRows(100));
    await diagram.selection.selectIndex(1);
    const { isOutOfList } = diagram.selection;
    const filtered = async (text: string) => {
      diagram.filter.setText(text);
      await promisesSettled();
      return isOutOfList.value;
    };
    expect(await filtered('odd')).toBe(false);
    expect(await filtered('even')).toBe(true);
    expect(await filtered('')).toBe(false);
    expect(await filtered('even')).toBe(true);
    engine.capture = sampleCapture({ ...manyRows(100), counts: { progress: 0.5 } });
    expect(await filtered('even odd')).toBe(false);
    expect(await filtered('even')).toBe(false);
    handleHostMessage(diagram, rowsChanged(50, 0));
    await promisesSettled();
    expect(isOutOfList.value).toBe(true);
  });
});

describe('lanes without a row in the list', () => {
  const shown = ({ lanes }: Diagram) => lanes.shown.value.map(({ key }) => key);

  test('are left out of a filtered list, and come back with all rows', async () => {
    const { diagram } = await opened(stored);
    const all = shown(diagram);
    diagram.filter.setText('Instance.save');
    await promisesSettled();
    expect(shown(diagram)).toEqual(['nova-conductor · ctl1', 'nova-compute · cmp1']);
    expect(diagram.lanes.idle.value.size).toBe(all.length - 2);
    diagram.options.toggleIdleLanes();
    await promisesSettled();
    expect(shown(diagram)).toEqual(all);
    diagram.options.toggleIdleLanes();
    diagram.filter.clear();
    await promisesSettled();
    expect(shown(diagram)).toEqual(all);
  });

  test('stay when a filter only highlights, and in the order of the user', async () => {
    const { diagram } = await opened(stored);
    const all = shown(diagram);
    diagram.options.toggleHighlight();
    diagram.filter.setText('Instance.save');
    await promisesSettled();
    expect(shown(diagram)).toEqual(all);
    diagram.options.toggleHighlight();
    await promisesSettled();
    diagram.lanes.move('nova-compute · cmp1', 0);
    expect(shown(diagram)).toEqual(['nova-compute · cmp1', 'nova-conductor · ctl1']);
    diagram.filter.clear();
    await promisesSettled();
    expect(shown(diagram).toSorted()).toEqual(all.toSorted());
  });

  test('are back as soon as a row of theirs is read', async () => {
    const { engine, diagram } = await opened(manyRows(40));
    diagram.filter.setText('even');
    await promisesSettled();
    const before = shown(diagram);
    expect(before).not.toContain('neutron-dhcp-agent · ctl1');
    engine.capture = sampleCapture({
      ...manyRows(42),
      rowAt: index => row({ index, label: 'even', sender: 'neutron-dhcp-agent · ctl1' }),
    });
    handleHostMessage(diagram, rowsChanged(42, 0));
    await promisesSettled();
    expect(shown(diagram)).toContain('neutron-dhcp-agent · ctl1');
  });
});

test('times beside the rows stay the same object while only the end of live traffic moves on', async () => {
  const { diagram } = await opened(manyRows(20));
  const { times: shown } = diagram.requests;
  const { status } = diagram.capture;
  const endAfter = (micros: number) => {
    const { firstAtMicros = 0 } = status.value ?? {};
    if (status.value) status.value = { ...status.value, lastAtMicros: firstAtMicros + micros };
  };
  endAfter(1_000_000);
  const times = shown.value;
  expect(times).toMatchObject({ unit: 'milliseconds' });
  endAfter(2_000_000);
  expect(shown.value).toBe(times);
  endAfter(7_200_000_000);
  expect(shown.value).toEqual({ zeroMicros: startMicros, unit: 'hours' });
});

test('the setting for density changes the rows at once, and leaves what is in sight', async () => {
  const { diagram } = await opened(manyRows(100));
  await diagram.selection.selectIndex(50);
  const before = 50 * 27 - diagram.scroll.topPx.value;
  handleHostMessage(diagram, { type: 'densityChanged', density: 'compact' });
  expect(50 * 22 - diagram.scroll.topPx.value).toBe(before);
  await promisesSettled();
  expect(diagram.visible.rows.value).toHaveLength(14);
  const again = await opened({ ...manyRows(100), density: 'compact' });
  expect(again.diagram.visible.rows.value).toHaveLength(13);
});

test('the time format goes round, and is told', async () => {
  const { diagram } = await opened(stored);
  const told = () => {
    runDiagramCommand(diagram, 'nextTimeFormat');
    return [
      diagram.requests.times.value,
      diagram.options.zone.value,
      diagram.feedback.told.value?.sentence,
    ];
  };
  expect(told()).toEqual(['local', 'local', 'Times are local']);
  expect(told()).toEqual(['utc', 'utc', 'Times are in UTC']);
  expect(diagram.options.clock(startMicros)).toBe('02:40:00.000Z');
  expect(told()).toMatchObject([
    { zeroMicros: startMicros },
    'local',
    'Times count from the beginning',
  ]);
});

describe('a request that is shown alone', () => {
  const requestId = sampleRequest.id;
  const twoRequests: Partial<SampleCapture> = {
    ...manyRows(20),
    rowAt: index =>
      row({ index, label: `row ${index}`, requestId: index % 4 === 0 ? requestId : 'req-other' }),
  };

  test('leaves only its rows, from the first on, with times since its beginning', async () => {
    const { diagram } = await opened(twoRequests);
    diagram.filter.setText('7');
    await promisesSettled();
    handleHostMessage(diagram, { type: 'showRequest', requestId });
    await promisesSettled();
    expect(diagram.filter.text.value).toBe('');
    expect(diagram.feed.rowCount.value).toBe(5);
    expect(diagram.filter.isFiltered.value).toBe(true);
    expect(diagram.requests.times.value).toMatchObject({ zeroMicros: sampleRequest.firstAtMicros });
    diagram.filter.showAllRequests();
    await promisesSettled();
    expect(diagram.feed.rowCount.value).toBe(20);
  });

  test('is told to VS Code, and so is its end', async () => {
    const { diagram, engine } = await opened(twoRequests);
    const told = () => engine.asked.filter(([method]) => method === 'setShowsRequest').at(-1)?.[1];
    expect(told()).toBe(false);
    diagram.navigator.showRequest(requestId);
    await promisesSettled();
    expect(told()).toBe(true);
    diagram.filter.showAllRequests();
    await promisesSettled();
    expect(told()).toBe(false);
  });

  test('is that of the selected row; a row without a request is reported', async () => {
    const { diagram } = await opened({
      ...manyRows(4),
      rowAt: index => row({ index, requestId: index === 0 ? requestId : undefined }),
    });
    await diagram.selection.selectIndex(1);
    runDiagramCommand(diagram, 'showRequest');
    expect(diagram.filter.request.value).toBeUndefined();
    expect(diagram.feedback.announcement.value).toContain('no request');
    await diagram.selection.selectIndex(0);
    runDiagramCommand(diagram, 'showRequest');
    await promisesSettled();
    expect(diagram.filter.request.value).toBe(requestId);
    expect(diagram.feed.rowCount.value).toBe(1);
  });

  test('comes back after a reload, with the kind of lanes', async () => {
    const { diagram } = await opened(twoRequests);
    diagram.navigator.showRequest(requestId, 'waterfall');
    diagram.lanes.setLevel('service');
    await promisesSettled();
    const again = await opened({ ...twoRequests, uiState: saveUiState(diagram.state.current()) });
    expect(again.diagram.filter.request.value).toBe(requestId);
    expect(again.diagram.options.view.value).toBe('waterfall');
    expect(again.diagram.feed.rowCount.value).toBe(5);
    expect(again.engine.asked).toContainEqual(['listLanes', 'service']);
  });

  test('is shown in the waterfall when its row is selected', async () => {
    const { diagram } = await opened(twoRequests);
    await diagram.selection.selectIndex(4);
    runDiagramCommand(diagram, 'showWaterfall');
    await promisesSettled();
    expect(diagram.requests.tree.details.value?.id).toBe(requestId);
    await diagram.selection.selectIndex(5);
    await promisesSettled();
    expect(diagram.requests.tree.error.value).toContain('not in the capture');
  });
});

describe('revealing a message', () => {
  test('selects it where it stands', async () => {
    const { diagram } = await opened(manyRows(100));
    runDiagramCommand(diagram, 'showProblems');
    handleHostMessage(diagram, { type: 'revealMessage', messageId: 51 });
    await promisesSettled();
    expect(diagram.selection.row.value?.messageId).toBe(51);
    expect(diagram.options.view.value).toBe('sequence');
  });

  test('removes the filter that hides it, and announces that', async () => {
    const { engine, diagram } = await opened({ ...manyRows(100), hiddenLanes: ['nobody'] });
    diagram.filter.setText('odd');
    diagram.navigator.showRequest('req-other');
    diagram.filter.setText('odd');
    await promisesSettled();
    await diagram.navigator.reveal(51);
    await promisesSettled();
    expect(diagram.selection.row.value?.messageId).toBe(51);
    expect([diagram.filter.text.value, diagram.filter.request.value]).toEqual(['', undefined]);
    expect(engine.asked).toContainEqual(['setHiddenLanes', []]);
    expect(diagram.feedback.announcement.value).toBe('100 rows of 100 rows shown');
  });

  test('removes ranges, mutes and requests that hide it', async () => {
    const { diagram } = await opened({ ...manyRows(100), muted: ['odd'] });
    diagram.options.range.value = { fromMicros: 0, toMicros: row({ index: 9 }).atMicros };
    diagram.filter.request.value = 'req-other';
    await promisesSettled();
    expect(diagram.feed.rowCount.value).toBe(0);
    await diagram.navigator.reveal(52);
    await promisesSettled();
    expect(diagram.selection.row.value?.messageId).toBe(52);
    expect(diagram.feed.rowCount.value).toBe(100);
    expect(diagram.filter.muted.value).toEqual(['odd']);
  });

  test('opens its fold, and no other', async () => {
    const { engine, diagram } = await opened(manyRows(20));
    const all = Array.from({ length: 20 }, (_, index) => row({ index }));
    const fold = (isOpen: boolean) => ({
      isOpen,
      count: 5,
      toAtMicros: 0,
      kinds: [],
      errorCount: 0,
    });
    let isOpen = false;
    engine.setFold = (messageId, opens) => {
      engine.asked.push(['setFold', messageId, opens]);
      isOpen = messageId === 11 && opens;
    };
    // Messages 11 to 15 are a fold, and message 3 has been dropped.
    const shown = () =>
      all
        .filter(({ messageId }) => messageId !== 3 && (isOpen || messageId < 12 || messageId > 15))
        .map(each => (each.messageId === 11 ? { ...each, fold: fold(isOpen) } : each));
    engine.indexOf = messageId => shown().findIndex(each => each.messageId >= messageId);
    engine.readRows = (first, count) => ({
      first,
      rowCount: shown().length,
      rows: shown()
        .slice(first, first + count)
        .map((each, at) => ({ ...each, index: first + at })),
      activations: [],
    });
    await diagram.navigator.reveal(13);
    await promisesSettled();
    expect(engine.asked.filter(([what]) => what === 'setFold')).toEqual([['setFold', 11, true]]);
    expect(diagram.selection.row.value?.messageId).toBe(13);
  });
});

describe('lanes', () => {
  test('switch from processes to hosts to services and round again', async () => {
    const { engine, diagram } = await opened(stored);
    for (const level of ['service', 'process', 'host']) {
      runDiagramCommand(diagram, 'nextLaneLevel');
      await promisesSettled();
      expect(diagram.options.laneLevel.value).toBe(level);
      expect(engine.asked.at(-1)).toEqual(['listLanes', level]);
    }
  });
});

describe('the list of problems', () => {
  test('is read when it is looked at, and again when rows arrive', async () => {
    vi.useFakeTimers();
    try {
      const engine = new SampleEngine(sampleCapture(stored));
      const diagram = new Diagram({
        apis: asApis(engine),
        viewName: 'view',
        schedule: run => queueMicrotask(run),
      });
      await diagram.start();
      const missing = vi.spyOn(engine, 'listProblems');
      handleHostMessage(diagram, rowsChanged(10, 0));
      await vi.advanceTimersByTimeAsync(5_000);
      expect(missing).not.toHaveBeenCalled();
      runDiagramCommand(diagram, 'showProblems');
      await vi.advanceTimersByTimeAsync(10);
      expect(diagram.requests.problems.report.value?.groups[0]?.kind).toBe('unanswered');
      for (let times = 0; times < 10; times++) handleHostMessage(diagram, rowsChanged(10, 0));
      await vi.advanceTimersByTimeAsync(1_500);
      expect(missing).toHaveBeenCalledTimes(2);
      diagram.dispose();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the code behind a row', () => {
  const codeCommands = [
    ['goToHandler', 'handler'],
    ['goToCaller', 'caller'],
    ['peekHandlers', 'peek'],
    ['toggleBreakpoint', 'breakpoint'],
  ] as const;

  test.each(codeCommands)(
    'is handled by the host for the selected span: %s',
    async (command, aim) => {
      const { engine, diagram } = await opened(stored);
      runDiagramCommand(diagram, command);
      expect(diagram.feedback.announcement.value).toBe('Select a row first');
      // The row is the reply of the call in row 1.
      await diagram.selection.selectIndex(3);
      runDiagramCommand(diagram, command);
      await promisesSettled();
      expect(engine.asked).toContainEqual(['goToCode', 2, aim]);
    },
  );

  test('opens from a span, together with its details', async () => {
    const { engine, diagram } = await opened(stored);
    await diagram.selection.selectIndex(1);
    diagram.details.hide();
    diagram.details.openSpan(2);
    await promisesSettled();
    expect(diagram.details.isShown.value).toBe(true);
    expect(engine.asked).toContainEqual(['goToCode', 2, 'knownHandler']);
  });

  test('is read for each selected span, and again when there is more of the span', async () => {
    const readSpanCode = vi.fn(() => spanCode());
    const { engine, diagram } = await opened({ ...stored, readSpanCode });
    await diagram.selection.selectIndex(1);
    await promisesSettled();
    await diagram.selection.selectIndex(3);
    await promisesSettled();
    expect(readSpanCode.mock.calls).toEqual([[2]]);
    const readSpan = engine.readSpan.bind(engine);
    engine.readSpan = spanId => {
      const span = readSpan(spanId);
      return span && { ...span, state: 'failed' };
    };
    handleHostMessage(diagram, rowsChanged(29, 0));
    handleHostMessage(diagram, rowsChanged(29, 0));
    await promisesSettled();
    expect(readSpanCode.mock.calls).toEqual([[2], [2]]);
  });

  test('marks visible requests that it would not accept', async () => {
    vi.useFakeTimers();
    try {
      const versionMismatches = new Map([[2, 'serves version 4.3, which does not take 4.5']]);
      const engine = new SampleEngine(sampleCapture({ ...stored, versionMismatches }));
      const diagram = new Diagram({
        apis: asApis(engine),
        viewName: 'view',
        schedule: run => queueMicrotask(run),
      });
      diagram.scroll.resize(1000, 270);
      await diagram.start();
      await vi.advanceTimersByTimeAsync(500);
      // Two of the ten visible rows are replies, and two are notifications.
      expect(engine.versionMismatchesAsked).toEqual([[1, 2, 6, 7, 9, 10]]);
      expect([...diagram.code.mismatches.sentences.value.keys()]).toEqual([2]);
      handleHostMessage(diagram, { type: 'codeChanged' });
      await vi.advanceTimersByTimeAsync(500);
      expect(engine.versionMismatchesAsked).toHaveLength(2);
      diagram.dispose();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('copying parts of a row', () => {
  test.each([
    ['copyName', 'select_destinations'],
    ['copyMessageId', '09c557ae4a5b4c6d8e7f90a1b2c3d4e5'],
    ['copyRequestId', 'req-a02ad91e-6f1d-4f0a-9a53-0c7d5e7b1a10'],
  ] as const)('by %s', async (command, text) => {
    const { engine, diagram } = await opened(stored);
    await diagram.selection.selectIndex(1);
    await promisesSettled();
    runDiagramCommand(diagram, command);
    await promisesSettled();
    expect(engine.asked).toContainEqual(['copyText', text]);
  });

  test('announces when the row has no such part', async () => {
    const rowAt = (index: number) => row({ index, requestId: undefined });
    const { engine, diagram } = await opened({ ...manyRows(3), rowAt });
    runDiagramCommand(diagram, 'copyRow');
    expect(diagram.feedback.announcement.value).toBe('Select a row first');
    await diagram.selection.selectIndex(1);
    runDiagramCommand(diagram, 'copyRequestId');
    expect(diagram.feedback.announcement.value).toBe('This row has no request id');
    expect(engine.asked.some(([what]) => what === 'copyText')).toBe(false);
  });
});
