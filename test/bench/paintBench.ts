import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { EngineClient } from '../../src/engine/client';
import { launchBrowser } from '../support/browser.mts';
import { besideEngine } from '../webview/besideEngine';
import { openWebview } from '../webview/openWebview';
import type { Figure } from './figure';
import type { TraceEvent } from './frameTimes';
import { frameIntervals, scriptingOfFrames } from './frameTimes';
import { inMillis, longest } from './percentiles';

const rounds = 4;
const filters = [
  'method:build_and_run_instance',
  'status:bad',
  'from:nova-conductor kind:cast',
  'latency:>50ms',
  '-method:report_state service:nova-compute',
];
const scrolledPx = 24_000;
const pxPerSecond = 4_000;

/** Measures the built webview in Chromium, with the engine's worker. */
export async function benchPaint(capture: string): Promise<Figure[]> {
  const client = new EngineClient(path.resolve('dist/engine.js'), { kind: 'open', path: capture });
  const browser = await launchBrowser();
  try {
    await client.api.status.captureStatus();
    const size = { width: 1480, height: 940 };
    const view = await openWebview(browser, { api: besideEngine(client.api), size });
    client.onDidAnnounce(event => void view.announce(event));
    const { page } = view;
    await page.locator('.filter-count', { hasText: /\d/ }).waitFor();
    await page.evaluate(watchPaints);
    await page.evaluate(keepDrawing);
    const filtered = await typeFilters(page);
    const session = await page.context().newCDPSession(page);
    await sleep(1_000);
    const resting = await frames(session, () => sleep(3_000));
    const scrolling = await frames(session, () => scroll(session));
    if (view.complaints.length > 0) throw new Error(view.complaints.join('\n'));
    return [
      {
        what: 'filter typed, until its rows are painted, p50 / p95',
        value: inMillis(filtered),
        comparedWith: 'with the bridge of the tests between webview and engine',
        ratio: '–',
        aim: '< 150 ms',
      },
      {
        what: 'frames while scrolling, p50 / p95',
        value: `${inMillis(scrolling.intervals, 1)}, ${longest(scrolling.intervals)}`,
        comparedWith: 'at rest:',
        ratio: `${inMillis(resting.intervals, 1)}, ${longest(resting.intervals)}`,
        aim: 'p95 < 16.7 ms',
      },
      {
        what: 'scripting in a frame while scrolling, p50 / p95',
        value: `${inMillis(scrolling.scripting, 1)}, ${longest(scrolling.scripting)}`,
        comparedWith: 'at rest:',
        ratio: `${inMillis(resting.scripting, 1)}, ${longest(resting.scripting)}`,
        aim: '< 6 ms',
      },
    ];
  } finally {
    await browser.close();
    await client.stop();
  }
}

/**
 * Measures the time from the last typed key to the frame with the new rows, which appear with their
 * count.
 */
async function typeFilters(page: Page): Promise<number[]> {
  const millis: number[] = [];
  const box = page.locator('.filter-box .cm-content');
  const count = page.locator('.filter-count');
  const unfiltered = (await count.textContent()) ?? '';
  for (let round = 0; round < rounds; round++) {
    for (const filter of filters) {
      const painted = page.evaluate(() => window.paintAfterInput());
      await box.fill(filter);
      millis.push(await painted);
      await box.fill('');
      await count.filter({ hasText: unfiltered }).waitFor();
    }
  }
  return millis;
}

declare global {
  interface Window {
    /** @returns milliseconds from the next input to the paint with another count of rows */
    paintAfterInput(): Promise<number>;
  }
}

/** Runs in the page. */
function watchPaints(): void {
  let paintedAt = 0;
  const context = CanvasRenderingContext2D.prototype;
  const { fillText } = Object.getOwnPropertyDescriptors(context);
  Object.defineProperty(context, 'fillText', {
    value(this: CanvasRenderingContext2D, ...args: unknown[]) {
      paintedAt = performance.now();
      fillText.value?.apply(this, args as Parameters<typeof this.fillText>);
    },
  });
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  const typed = () =>
    new Promise<number>(resolve => {
      const onInput = () => resolve(performance.now());
      document.addEventListener('input', onInput, { once: true, capture: true });
    });
  window.paintAfterInput = async () => {
    const count = () => document.querySelector('.filter-count')?.textContent;
    const before = count();
    const typedAt = await typed();
    while (count() === before) {
      if (performance.now() - typedAt > 20_000) throw new Error(`rows stay as they are: ${before}`);
      await frame();
    }
    const changedAt = performance.now();
    // The canvas and the count are drawn in the same frame, or in two successive ones.
    await frame();
    await frame();
    return Math.max(paintedAt, changedAt) - typedAt;
  };
}

/** Runs in the page: without it there are no frames while nothing changes. */
function keepDrawing(): void {
  const draw = () => requestAnimationFrame(draw);
  draw();
}

const scroll = (session: CDPSession): Promise<unknown> =>
  session.send('Input.synthesizeScrollGesture', {
    x: 600,
    y: 500,
    yDistance: -scrolledPx,
    speed: pxPerSecond,
    gestureSourceType: 'mouse',
    preventFling: true,
  });

/** Returns the times of frames during an action, from Chromium's trace. */
async function frames(session: CDPSession, act: () => Promise<unknown>) {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown }) => void events.push(...(value as TraceEvent[]));
  session.on('Tracing.dataCollected', collect);
  const complete = new Promise(resolve => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'v8', 'blink.user_timing'] },
  });
  await act();
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  return { intervals: frameIntervals(events), scripting: scriptingOfFrames(events) };
}
