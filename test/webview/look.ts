/**
 * Takes pictures of the webview into `test/screenshots/`, to be looked at:
 * `npx esbuild test/webview/look.ts --bundle --platform=node --format=esm --packages=external
 * --outfile=.cache/look.mjs && npx node .cache/look.mjs [CAPTURE]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { EngineClient } from '../../src/engine/client';
import { launchBrowser } from '../support/browser.mts';
import { waitFor } from '../support/waitFor';
import { besideEngine } from './besideEngine';
import { looksShots } from './lookLooks';
import { smallShots } from './lookSmall';
import { understandShots } from './lookUnderstand';
import { waterfallShots } from './lookWaterfall';
import type { OpenWebview } from './openWebview';
import { openWebview } from './openWebview';
import { stillPicture, takePicture } from './pictures';
import { callerAnswer, codeAnswer, codePlace, mismatchedCode, spanCode } from './sampleCode';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { foldedCapture } from './sampleFolds';
import { gaps, lane, row, status, viewCounts } from './sampleRows';
import type { Shot } from './shot';

const browser = await launchBrowser();
try {
  const only = process.argv[2];
  if (only?.includes('/')) await real(browser, only);
  else await samples(browser, only);
} finally {
  await browser.close();
}

async function samples(browser: Browser, only?: string): Promise<void> {
  const shot: Shot = async (name, options, act) => {
    if (only !== undefined && !name.startsWith(only)) return;
    const api = options.api ?? new SampleEngine(sampleCapture());
    const view = await openWebview(browser, { ...options, api });
    await stillPicture(view.page);
    await act?.(view).catch((error: unknown) => console.log(name, String(error).slice(0, 300)));
    await takePicture(view.page, `look-${name}`);
    console.log(name, view.complaints.join(' | ') || 'no complaints');
    await view.close();
  };
  await understandShots(shot);
  await smallShots(shot);
  await waterfallShots(shot);
  await looksShots(shot);
  const engine = (fields: Parameters<typeof sampleCapture>[0]) =>
    new SampleEngine(sampleCapture(fields));
  const clickRow = (index: number) => (view: OpenWebview) =>
    view.page.locator('.rows').click({ position: { x: 250, y: index * 27 + 14 } });
  const stored = engine({ isLive: false, status: status({ source: { state: 'stored' } }) });

  await shot('dark', { api: stored }, clickRow(1));
  await shot('light', { theme: 'light', api: stored }, clickRow(1));
  await shot('hc', { theme: 'highContrast', api: stored }, clickRow(9));
  await shot('hclight', { theme: 'highContrastLight', api: stored }, clickRow(1));
  const crossed = engine({
    isLive: false,
    status: status({ source: { state: 'stored' } }),
    rowCount: 6,
    activations: [1, 2, 3].map(at => ({
      spanId: at,
      lane: ['', 'nova-scheduler · ctl1', 'nova-compute · cmp1', 'nova-conductor · ctl1'][at] ?? '',
      fromIndex: 0,
      toIndex: 5,
    })),
    rowAt: index =>
      row({
        index,
        kind: index % 2 === 0 ? 'notification' : 'call',
        sender: 'nova-api · ctl1',
        receivers: index % 2 === 0 ? [] : ['neutron-server · ctl1'],
        label: 'InstanceActionEvent.event_start.of_a_long_name',
        latencyMicros: 10_000,
      }),
  });
  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    const size = { width: 1000, height: 420 };
    await shot(`overbars-${theme}`, { theme, size, api: crossed }, clickRow(1));
  }
  await shot('live', {});
  const pause = async (view: OpenWebview) => {
    const rows = view.page.locator('.rows');
    await rows.press(' ');
    await view.announce({
      type: 'rowsChanged',
      view: liveEngine.viewName,
      dirtyFrom: 29,
      ...viewCounts(1_240),
    });
  };
  const liveEngine = engine({
    status: status({ recordsPerSecond: 1204, errorsPerSecond: 0.3 }),
  });
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    await shot(`paused-${theme}`, { theme, api: liveEngine }, pause);
  }
  await shot('paused-narrow', { api: liveEngine, size: { width: 800, height: 600 } }, pause);
  const figures = { count: 2, lostCount: 41_200, isLowerBound: true, latest: gaps[1] };
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    const api = engine({ gaps, status: status({ gaps: figures }) });
    await shot(`gaps-${theme}`, { theme, api });
    await shot(`gaps-selected-${theme}`, { theme, api }, async view => {
      await view.page.locator('.rows').press('g');
      await view.page.locator('.rows').press('Enter');
    });
    await shot(`gaps-table-${theme}`, { theme, api }, async view => {
      await view.page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    });
  }
  await shot('nottaking', {
    api: engine({ status: status({ source: { state: 'paused', host: 'ctl1:5672' } }) }),
  });
  await shot('failure', { api: stored }, async view => {
    await clickRow(10)(view);
    await view.page.locator('vscode-panel-tab', { hasText: 'Failure' }).click();
  });
  const storedWith = (fields: Parameters<typeof sampleCapture>[0]) =>
    engine({ isLive: false, status: status({ source: { state: 'stored' } }), ...fields });
  const versionMismatches = new Map(
    [2, 6, 7].map(spanId => [spanId, 'serves 4.3, which does not take 4.5']),
  );
  const mismatched = storedWith({ readSpanCode: () => mismatchedCode(), versionMismatches });
  const doubted = storedWith({
    readSpanCode: () =>
      spanCode({
        handlers: [
          codeAnswer({}, 'another project by its exchange or programs'),
          codeAnswer(
            { qualifiedName: 'OtherManager.select_destinations', line: 12 },
            'it comes second',
          ),
        ],
        callers: [callerAnswer(), callerAnswer({ line: 12 }, 'another line sends it as well')],
        index: { isIndexing: true, fileCount: 100, done: 1200, total: 10_000 },
      }),
  });
  const framed = storedWith({
    readSpanCode: () =>
      spanCode({
        frames: [
          {
            textLine: 1,
            remotePath: 'manager.py',
            place: codePlace(),
            doubt: 'line 165 in the traceback, 170 in this file',
            mappable: undefined,
          },
        ],
      }),
  });
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    const code = storedWith({ readSpanCode: () => spanCode() });
    await shot(`code-${theme}`, { theme, api: code }, clickRow(1));
    await shot(`code-mismatched-${theme}`, { theme, api: mismatched }, clickRow(1));
    await shot(`code-doubted-${theme}`, { theme, api: doubted }, async view => {
      await clickRow(1)(view);
      await view.page.locator('.code-more').first().click();
    });
    await shot(`code-frames-${theme}`, { theme, api: framed }, async view => {
      await clickRow(10)(view);
      await view.page.locator('vscode-panel-tab', { hasText: 'Failure' }).click();
    });
    await shot(`code-table-${theme}`, { theme, api: mismatched }, async view => {
      await view.page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
      await view.page.locator('.table-row').nth(2).click();
    });
    await shot(`code-waterfall-${theme}`, { theme, api: mismatched }, async view => {
      await clickRow(1)(view);
      await view.page.locator('vscode-panel-tab', { hasText: 'Waterfall' }).click();
    });
  }
  await shot('properties', { theme: 'light', api: stored }, async view => {
    await clickRow(1)(view);
    await view.page.locator('vscode-panel-tab', { hasText: 'Properties' }).click();
  });
  await shot('table', { api: stored }, async view => {
    await view.page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
    await view.page.locator('.table-row').nth(3).click();
  });
  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    const folded = storedWith(foldedCapture);
    await shot(`folds-${theme}`, { theme, api: folded }, clickRow(0));
    for (const width of [800, 2000]) {
      const size = { width, height: 560 };
      await shot(`folds-table-${theme}-${width}`, { theme, size, api: folded }, async view => {
        await view.page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
        await view.page.locator('.table-row').nth(2).click();
      });
      await shot(`table-${theme}-${width}`, { theme, size, api: stored }, async view => {
        await view.page.locator('vscode-panel-tab', { hasText: 'Table' }).click();
        await view.page.locator('.table-row').nth(11).click();
        await view.page.locator('[data-column=latency]').press('Enter');
        await view.page.locator('.column-button').click();
        for (const title of ['Detail', 'Exchange', 'Queue', 'Size']) {
          await view.page.locator('.column-menu button', { hasText: title }).click();
        }
      });
    }
    await shot(`details-search-${theme}`, { theme, api: stored }, async view => {
      await clickRow(1)(view);
      await view.page.locator('.tree-search vscode-text-field').click();
      await view.page.keyboard.type('uuid');
      await view.page.locator('.tree-line').nth(1).hover();
    });
    await shot(`details-raw-${theme}`, { theme, api: stored }, async view => {
      await clickRow(1)(view);
      await view.page.locator('vscode-panel-tab', { hasText: 'Raw' }).click();
      await view.page.locator('.raw-buttons vscode-button').first().click();
    });
  }
  const many = Array.from({ length: 60 }, (_, at) =>
    lane(`nova-compute-with-a-long-name-${at} · compute-${at}.rack7.example.org`, {
      colour: at % 8,
    }),
  );
  const manyCapture = {
    lanes: many,
    activations: [],
    rowCount: 1_500_000,
    isLive: false,
    rowAt: (index: number) =>
      row({
        index,
        label: index % 7 === 0 ? 'a_method_with_quite_a_long_name_'.repeat(4) : 'report_state',
        sender: many[index % 60]?.key ?? '',
        receivers: [many[(index * 7 + 3) % 60]?.key ?? ''],
        latencyMicros: 4200 + index,
      }),
  };
  await shot('lanes60', { api: engine(manyCapture) });
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    for (const width of [800, 2000]) {
      const size = { width, height: 700 };
      await shot(`lanes60-${theme}-${width}`, { theme, size, api: engine(manyCapture) });
    }
  }
  await shot('lanes3', {
    theme: 'light',
    api: engine({
      lanes: many.slice(0, 3),
      activations: [],
      rowCount: 12,
      rowAt: index =>
        row({
          index,
          sender: many[index % 3]?.key ?? '',
          receivers: [many[(index + 1) % 3]?.key ?? ''],
        }),
    }),
  });
  await shot('tracingoff', {
    api: engine({
      rowCount: 0,
      activations: [],
      status: status({
        source: { state: 'live', host: 'ctl1:5672', tracing: 'off', isOverflowing: false },
      }),
    }),
  });
  await shot('stopped', {
    api: engine({
      rowCount: 0,
      activations: [],
      lanes: [],
      status: status({
        source: {
          state: 'stopped',
          failure: {
            code: 'noTraceExchangePermission',
            detail:
              "read access to exchange 'amq.rabbitmq.trace' in vhost '/' refused for user 'tap'",
            host: 'ctl1:5672',
          },
        },
      }),
    }),
  });
  await shot('filtered', {
    theme: 'light',
    api: engine({ uiState: JSON.stringify({ version: 1, filterText: 'zzz' }) }),
  });
  const typed = (text: string) => async (view: OpenWebview) => {
    await view.page.locator('.filter-box .cm-content').click();
    await view.page.keyboard.type(text);
    await stillPicture(view.page);
    await view.page.keyboard.press('ArrowDown');
  };
  const much = {
    filters: { saved: [{ name: 'a', filter: 'b', scope: 'user' }], history: [] },
    muted: ['Instance.save'],
    hiddenLanes: ['nova-scheduler · ctl1'],
    counts: { foldedCount: 1234, progress: 0.43 },
    uiState: JSON.stringify({
      version: 1,
      filterText: 'kind:call | "free text" -service:nova-api',
      isHighlighting: true,
    }),
  } as const;
  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    await shot(`filter-completed-${theme}`, { theme, api: stored }, typed('-kind:cast service:n'));
    await shot(`filter-wrong-${theme}`, { theme, api: storedWith({}) }, typed('kind:clal '));
    for (const width of [800, 2000]) {
      const size = { width, height: 600 };
      await shot(`filter-hidden-${theme}-${width}`, { theme, size, api: storedWith(much) });
    }
  }
  const walked = async (view: OpenWebview) => {
    await view.page.locator('.highlight-matches vscode-button').nth(1).click();
    await stillPicture(view.page);
  };
  const highlighting = { version: 1, filterText: 'kind:cast', isHighlighting: true };
  const long = '-kind:notification service:nova-compute (host:cmp1 | host:cmp2) latency:>500ms';
  const longText = { version: 1, filterText: `${long} -method:report_state "no valid host"` };
  const lookSizes = [
    { width: 1440, height: 900 },
    { width: 800, height: 700 },
    { width: 720, height: 450 },
  ];
  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    for (const size of lookSizes) {
      const marked = storedWith({ uiState: JSON.stringify(highlighting) });
      await shot(`highlight-${theme}-${size.width}`, { theme, size, api: marked }, walked);
      const wrapped = storedWith({
        uiState: JSON.stringify({ ...longText, isHighlighting: true }),
      });
      await shot(`wrapped-${theme}-${size.width}`, { theme, size, api: wrapped }, clickRow(1));
    }
  }
  const openTab = (title: string) => async (view: OpenWebview) => {
    await clickRow(1)(view);
    await view.page.locator('vscode-panel-tab', { hasText: title }).first().click();
  };
  await shot('waterfall-hc', { theme: 'highContrast', api: stored }, openTab('Waterfall'));
  await shot(
    'waterfall-hclight',
    { theme: 'highContrastLight', api: stored },
    openTab('Waterfall'),
  );
  await shot('problems-hc', { theme: 'highContrast', api: stored }, openTab('Problems'));
  const played = async (view: OpenWebview) => {
    await clickRow(3)(view);
    await view.page.locator('.rows').press('.');
    await view.page.locator('.playback vscode-button[aria-label="Set Loop Start"]').click();
    await view.page.locator('.playback input').fill(String(Date.UTC(2026, 10, 23) * 1000));
  };
  await shot('playback', { api: stored }, played);
  await shot('playback-light', { theme: 'light', api: stored }, played);
  await shot('playback-hc', { theme: 'highContrast', api: stored }, played);
  await shot('playback-narrow', { size: { width: 700, height: 600 }, api: stored }, played);
  const narrow = { width: 700, height: 600 };
  await shot('waterfall-narrow', { size: narrow, api: stored }, openTab('Waterfall'));
  await shot('problems-narrow', { size: narrow, api: stored }, openTab('Problems'));
  await shot('narrow', { size: { width: 700, height: 600 }, api: stored });
  await shot('narrower', { size: { width: 560, height: 600 } });
}

async function real(browser: Browser, file: string): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 'rpcscope-look-'));
  const engine = new EngineClient(path.resolve('dist/engine.js'), {
    kind: 'import',
    path: path.join(work, 'capture.rpcscope'),
    from: file,
  });
  let state: string | undefined;
  const saveUiState = (saved: string) => void (state = saved);
  const both = besideEngine(engine.api, () => ({ uiState: state }), { saveUiState });
  await waitFor(async () => (await engine.api.status.captureStatus()).source.state === 'stored', {
    what: 'the end of the import',
    timeoutMillis: 600_000,
  });
  for (const theme of ['dark', 'light'] as const) {
    const view = await openWebview(browser, {
      api: both,
      theme,
      size: { width: 1480, height: 940 },
    });
    const listening = engine.onDidAnnounce(event => void view.announce(event));
    await takePicture(view.page, `real-${theme}`);
    await view.page.locator('.rows').click({ position: { x: 400, y: 3 * 27 + 14 } });
    await takePicture(view.page, `real-${theme}-selected`);
    const tab = (title: string) =>
      view.page.locator('vscode-panel-tab', { hasText: title }).click();
    await view.page.locator('.rows').click({ position: { x: 400, y: 12 * 27 + 14 } });
    for (const title of ['Waterfall', 'Problems']) {
      await tab(title);
      await takePicture(view.page, `real-${theme}-${title.toLowerCase()}`);
    }
    await tab('Sequence');
    await view.page.locator('.rows').press('.');
    for (let at = 0; at < 12; at++) await view.page.locator('.rows').press(']');
    await view.page.locator('.playback vscode-button[aria-label="Set Loop Start"]').click();
    await takePicture(view.page, `real-${theme}-playback`);
    await view.page.locator('.playback vscode-button[aria-label="End Playback"]').click();
    for (const level of ['Services', 'Processes']) {
      const levels = view.page.locator('vscode-dropdown[aria-label="Lanes are"]');
      await levels.click();
      await levels.locator('vscode-option', { hasText: level }).click();
      await takePicture(view.page, `real-${theme}-${level.toLowerCase()}`);
    }
    console.log(theme, view.complaints.join(' | ') || 'no complaints');
    listening.dispose();
    await view.close();
  }
  await engine.stop();
  rmSync(work, { recursive: true });
}
